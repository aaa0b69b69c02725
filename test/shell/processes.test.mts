import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, lines } from '../../scripts/shell/processes.mts'
import { root, run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const hostile = ['a b', '$(id)', '`id`', "it's", 'x\ny', '-n', '--', '', '*', '~', 'A=b', 'a"b', '\\', '\\n', "$'x'", 'tab\there', 'é\u2028', '!', '#', ';', '&', '|', '>', '\x1b[31m', '{a,b}', '${HOME}']

const processes = suite('processes')

processes('pass every word on as it is', async () => {
  const { stdout, code } = await capture(['printf', '%s\\0', ...hostile])
  assert.equal(stdout.split('\0').slice(0, -1), hostile)
  assert.is(code, 0)
  const seen: string[] = []
  await lines(['printf', '%s\\0', ...hostile], (line) => seen.push(line))
  assert.equal(seen.join('\n').split('\0').slice(0, -1), hostile)
})

processes('read nobody\'s ~/.bashrc, also where no shell was before: from cron', () => withTemp(async (folder) => {
  await writeFile(join(folder, '.bashrc'), `echo read > ${folder}/read`)
  const script = `import { capture } from ${JSON.stringify(join(root, 'scripts/shell/processes.mts'))}; process.stdout.write((await capture(['cat'], { input: 'given' })).stdout)`
  const { stdout } = await run(['env', '-u', 'SHLVL', `HOME=${folder}`, process.execPath, '--input-type=module', '--eval', script])
  assert.is(stdout, 'given')
  assert.equal(await readdir(folder), ['.bashrc'])
}))

processes('run in a folder that is hard to quote', () => withTemp(async (folder) => {
  const cwd = join(folder, `-a b'"$(id)\n`)
  await mkdir(cwd)
  assert.is((await capture(['pwd'], { cwd })).stdout, `${cwd}\n`)
}))

processes('take no word for an assignment, a builtin or an option of the shell', async () => {
  for (const program of ['A=b', 'cd', 'eval', '-c', 'if', '$(id)', ''])
    assert.is((await capture([program, 'id'])).code, 127, program)
})

processes('refuse what a shell would cut', async () => {
  for (const argv of [['echo', 'a\0b'], []]) {
    try {
      await capture(argv)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, TypeError)
    }
  }
})

processes('say how a command ended', async () => {
  assert.equal(await capture(['sh', '-c', 'echo out; echo err >&2; exit 42']), { code: 42, stdout: 'out\n', stderr: 'err\n' })
  assert.is((await capture(['sh', '-c', 'kill -9 $$'])).code, 137)
  assert.is((await capture(['no-such-program'])).code, 127)
  assert.is((await capture(['true'], { cwd: '/no/such/folder' })).code, 127)
  assert.is((await lines(['no-such-program'], () => {})).code, 127)
})

processes('end what takes too long, with what it has started', async () => {
  const begin = performance.now()
  assert.is((await capture(['sh', '-c', 'sleep 86333 & sleep 86333'], { timeout: 200 })).code, 124)
  assert.is((await lines(['sh', '-c', 'sleep 86333 & sleep 86333'], () => {}, { timeout: 200 })).code, 124)
  assert.ok(performance.now() - begin < 3000)
})

processes('give an empty stdin, or the one that is wanted', async () => {
  assert.is((await capture(['cat'])).stdout, '')
  assert.is((await capture(['cat'], { input: 'given' })).stdout, 'given')
  assert.equal(await capture(['cat'], { input: '', timeout: 5000 }), { code: 0, stdout: '', stderr: '' })
})

processes('add to the environment and take away from it', async () => {
  const { stdout } = await capture(['sh', '-c', 'echo "$GANTRY_A[$HOME]"'], { env: { GANTRY_A: `a 'b"`, HOME: undefined } })
  assert.is(stdout, `a 'b"[]\n`)
})

processes('never keep a long stream in memory', async () => {
  const { stdout } = await run(['node', '--input-type=module-typescript', '-e', `
    import { lines } from '${join(import.meta.dirname, '../../scripts/shell/processes.mts')}'
    let count = 0
    await lines(['sh', '-c', 'yes 0123456789abcdef | head -c 300000000; head -c 5000000 /dev/zero'], () => { count++ })
    console.log(count, process.resourceUsage().maxRSS < 250_000)`])
  const [count, isSmall] = stdout.trim().split(' ')
  assert.ok(Number(count) > 17_600_000)
  assert.is(isSmall, 'true')
})

processes('hand over lines and pieces of characters whole', async () => {
  const seen: string[] = []
  const { code, stderr } = await lines(['sh', '-c', `printf 'a\\n\\nb\\303'; sleep 0.1; printf '\\251\\nlast'; seq 30 >&2; exit 3`], (line) => seen.push(line))
  assert.equal(seen, ['a', '', 'bé', 'last'])
  assert.is(code, 3)
  assert.is(stderr.split('\n').length, 20)
})

processes('never use $.sync', () => {
  for (const name of ['processes', 'performers', 'children', 'apply'])
    assert.not.match(readFileSync(join(import.meta.dirname, `../../scripts/shell/${name}.mts`), 'utf8'), '$.sync')
})

processes.run()
