// limit: 120
import { execFileSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { root, run, start } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const stackFile = `
name: t-files
services:
  db: { kind: postgres }
  app: { kind: container, image: busybox:1, command: sleep 600, port: 80, route: /, needs: [db], variables: { COLOUR: "\${COLOUR}" }, secrets: [token] }
secrets: { token: { generate: hex32 } }
environments: { dev: {}, prod: {} }
`
type Gantry = (command: string, ...words: string[]) => ReturnType<typeof run>

const inFolder = (folder: string): Gantry => (command, ...words) => run(['node', join(root, 'scripts', `${command}.mts`), ...words], { cwd: folder })

const withStack = (act: (folder: string, gantry: Gantry) => Promise<void>, files: Readonly<Record<string, string>> = { '.env': 'COLOUR=red\n' }) =>
  withTemp(async (folder) => {
    for (const [path, text] of Object.entries({ 'stack.yaml': stackFile, ...files })) await writeFile(join(folder, path), text)
    await act(folder, inFolder(folder))
  })

/** Every file of a folder with its text; who held a lock last does not matter. */
const tree = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== 'lock')
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)))
}

const files = suite('files are not as they should be')

files('no .env: which variable is missing, where it is used, and the way out', () => withStack(async (folder, gantry) => {
  const { code, stderr } = await gantry('render')
  assert.is(code, 2)
  assert.match(stderr, /^stack\.yaml:5:\d+ services\.app\.variables\.COLOUR: COLOUR is not in \.env, which is not there/)
  assert.match(stderr, 'add COLOUR=… there, or write ${COLOUR:-default}')
  assert.equal(Object.keys(await tree(folder)), ['stack.yaml'])
}, {}))

files('a .env that can not be read is named', () => withStack(async (folder, gantry) => {
  await mkdir(join(folder, '.env'))
  const { code, stderr } = await gantry('render')
  assert.is(code, 2)
  assert.match(stderr, /^\.env: .*a folder stands there\n {2}move it away/)
  assert.equal(Object.keys(await tree(folder)), ['stack.yaml'])
}, {}))

files('a rendered file that was edited by hand is never overwritten', () => withStack(async (folder, gantry) => {
  assert.is((await gantry('render')).code, 0)
  const path = join(folder, 'compose/prod/compose.yaml')
  await writeFile(path, `${await readFile(path, 'utf8')}# mine\n`)
  await writeFile(join(folder, '.env'), 'COLOUR=green\n')
  const before = await tree(folder)
  for (const command of ['render', 'up', 'prod', 'setup']) {
    const { code, stderr } = await gantry(command, ...command === 'render' ? [] : ['--env', 'prod'])
    assert.is(code, 3, command)
    assert.match(stderr, /^compose\/prod\/compose\.yaml was edited by hand\n {2}carry the change over to stack\.yaml/, command)
  }
  assert.ok(isDeepStrictEqual(await tree(folder), before), 'nothing was touched')
  assert.is((await gantry('render', '--check')).code, 100)
}))

files('a file of somebody else in a rendered place is never overwritten either', () => withStack(async (folder, gantry) => {
  await mkdir(join(folder, 'compose/dev'), { recursive: true })
  await writeFile(join(folder, 'compose/dev/compose.yaml'), 'services: {}\n')
  const { code, stderr } = await gantry('render')
  assert.is(code, 3)
  assert.match(stderr, 'compose/dev/compose.yaml was not rendered by gantry')
  assert.is(await readFile(join(folder, 'compose/dev/compose.yaml'), 'utf8'), 'services: {}\n')
}))

files('a secret that only a person knows is refused without a terminal, with the line that writes it', () => withStack(async (folder, gantry) => {
  await writeFile(join(folder, 'stack.yaml'), stackFile.replace('hex32', 'none'))
  const { code, stderr } = await gantry('setup')
  assert.is(code, 3)
  assert.match(stderr, 'the secret token has to be given by a person, and nobody can be asked here')
  const [line = ''] = /read -rs value.*/.exec(stderr) ?? []
  execFileSync('bash', ['-c', line], { cwd: folder, input: "s3cr3t 'x\n" })
  assert.is(await readFile(join(folder, 'secrets/dev/token'), 'utf8'), "s3cr3t 'x")
  assert.is((await stat(join(folder, 'secrets/dev/token'))).mode & 0o777, 0o444)
  assert.is((await gantry('setup')).code, 0)
}))

files('kill -9 in the middle of rendering: the next run heals, wherever it struck', () => withStack(async (folder, gantry) => {
  await gantry('render')
  const wanted = await tree(folder)
  for (let turn = 0; turn < 8; turn++) {
    for (const target of ['compose', 'nginx']) await rm(join(folder, target), { recursive: true, force: true })
    const rendering = start(['node', join(root, 'scripts/render.mts')], { cwd: folder })
    if (turn < 4) await rendering.seen('write compose/dev/.rendered')
    else await rendering.seen('write compose/prod/compose.yaml')
    await new Promise((resolve) => setTimeout(resolve, turn % 4))
    rendering.kill('SIGKILL')
    await rendering.ended
    const { code, stderr } = await gantry('render')
    assert.is(code, 0, stderr)
    const healed = await tree(folder)
    assert.equal(Object.keys(wanted).filter((path) => healed[path] !== wanted[path]), [])
  }
}))

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()
const asRoot = when(mountable, 'only root can mount a small disk', files)

asRoot('a disk that is full: the file is named, nothing is half-written, the next run heals', () => withTemp(async (folder) => {
  const disk = join(folder, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20k', 'tmpfs', disk])
  try {
    await writeFile(join(disk, 'stack.yaml'), stackFile)
    await writeFile(join(disk, '.env'), 'COLOUR=red\n')
    const gantry = inFolder(disk)
    for (const command of ['render', 'setup']) {
      const { code, stderr, stdout } = await gantry(command)
      assert.is(code, 1, command)
      // Which of the files is the one too many depends on which is written first.
      assert.match(stderr, /^write \S+: the disk is full\n {2}free some space/m, command)
      assert.not.match(stdout, 'current')
    }
    const left = await tree(disk)
    assert.equal(Object.keys(left).filter((path) => path.endsWith('.tmp')), [])
    assert.ok(Object.entries(left).every(([path, text]) => !path.startsWith('secrets/') || text.length === 64), 'secrets are whole')
    execFileSync('mount', ['-o', 'remount,size=4m', disk])
    assert.is((await gantry('render')).code, 0)
    await gantry('setup')
    assert.is((await gantry('render', '--check')).code, 0)
    assert.equal((await readdir(join(disk, 'secrets/dev'))).sort(), ['db_password', 'token'])
  } finally {
    execFileSync('umount', [disk])
  }
}))

files.run()
