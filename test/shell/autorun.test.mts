import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run, type Setting } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const fixture = (name: string) => join(root, 'test/shell/fixtures', `${name}.mts`)
const inTemp = (argv: readonly string[], setting: Setting = {}) => withTemp((cwd) => run(['node', fixture('act'), ...argv], { cwd, ...setting }))
type Json = { command: string; env: string | null; exit: number; result: { outcomes: string[]; text: string } | null; problems: { code: string; message: string; hint: string; line: number }[] }
const json = (text: string): Json => {
  assert.is(text.trimEnd().split('\n').length, 1, 'one line')
  return JSON.parse(text) as Json
}

const autorun = suite('autorun')

autorun('does nothing when the file is imported', async () => {
  const { stdout, stderr, code } = await run(['node', '-e', `import(${JSON.stringify(fixture('act'))})`])
  assert.equal([stdout, stderr, code], ['', '', 0])
})

autorun('runs by node, by zx, through a link and from another folder', () => withTemp(async (cwd) => {
  await symlink(fixture('act'), join(cwd, 'linked.mts'))
  for (const argv of [['node', fixture('act')], ['zx', fixture('act')], ['node', 'linked.mts']]) {
    const { stdout, code } = await run([...argv, '--json', 'api'], { cwd })
    assert.equal([json(stdout).result, code], [{ services: ['api'], envs: ['dev'], text: '', outcomes: [] }, 0], argv.join(' '))
  }
}))

autorun('goes on in rounds until nothing is left', async () => {
  const { stdout, code } = await inTemp(['--until', 'abc', '--json'])
  assert.equal(json(stdout).result?.outcomes, ['file done', 'file done', 'file done'])
  assert.is(code, 0)
})

autorun('fails when the rounds are used up', async () => {
  const { code, stderr } = await inTemp(['--until', 'abcdef'])
  assert.is(code, 1)
  assert.match(stderr, 'there is still something to do after 3 rounds: write file')
})

autorun('only explains with --dry-run', () => withTemp(async (cwd) => {
  const { stdout, code } = await run(['node', fixture('act'), '--dry-run', '--until', 'abc', '--run', 'id'], { cwd })
  assert.is(stdout, "sh -c 'touch ran; id'  # first is wanted\nwrite file  # it is not long enough\nthen: another round looks at the file\n")
  assert.is(code, 0)
  const asJson = json((await run(['node', fixture('act'), '--dry-run', '--json', '--until', 'abc'], { cwd })).stdout)
  assert.is((asJson.result as unknown as { steps: { text: string }[] }).steps[0]?.text, 'write file  # it is not long enough')
}))

autorun('stops at a failed step, says what it printed last, and skips what comes after', async () => {
  const { stdout, stderr, code } = await inTemp(['--run', 'echo out; echo why >&2; exit 9', '--then', 'id'])
  assert.match(stdout, /second skipped/)
  assert.match(stderr, /ended with 9\n {2}why/)
  assert.is(code, 1)
})

autorun('prints one object for --json, whatever happens', async () => {
  const cases = [
    [['--run', 'exit 9'], 1, 'failed'], [['--zzz'], 2, 'usage'], [['nobody'], 2, 'unknown-service'], [['--throw', 'failure'], 3, 'refused'],
    [['--throw', 'error'], 1, 'unexpected'], [['--danger', '--run', 'id'], 3, 'refused'], [['--env'], 2, 'usage'],
  ] as const
  for (const [argv, exit, problem] of cases) {
    const { stdout, code } = await inTemp([...argv, '--json'])
    const answer = json(stdout)
    assert.equal([answer.command, answer.exit, code, answer.problems[0]?.code], ['act', exit, exit, problem], argv.join(' '))
    assert.equal(Object.keys(answer), ['command', 'env', 'exit', 'result', 'problems'])
    assert.equal(Object.keys(answer.problems[0] ?? {}), ['code', 'path', 'file', 'line', 'column', 'message', 'hint'])
  }
})

autorun('points at a problem of the stack file and does nothing', async () => {
  const { stdout, stderr, code } = await inTemp([], { env: { PROBLEM: 'error' } })
  assert.is(stderr, [
    'stack.yaml:12:11 services.web.port: 99999 is not a port', '        port: 99999', '              ^', '  write a whole number from 1 to 65535', '',
  ].join('\n'))
  assert.equal([stdout, code], ['', 2])
  assert.is(json((await inTemp(['--json'], { env: { PROBLEM: 'error' } })).stdout).problems[0]?.line, 12)
})

autorun('says a warning and goes on', async () => {
  const { stdout, stderr, code } = await inTemp(['--lines', '1'], { env: { PROBLEM: 'warning' } })
  assert.match(stderr, /^warning: stack.yaml:12:11/m)
  assert.equal([stdout, code], ['line\n', 0])
})

autorun('names the service that was meant', async () => {
  assert.match((await inTemp(['apii'])).stderr, 'there is no service "apii" in dev\n  did you mean `api`?')
})

autorun('hides the stack of a bug until it is asked for', async () => {
  const { stderr } = await inTemp(['--throw', 'error'])
  assert.match(stderr, 'error in gantry: a bug\n  run again with --verbose for the stack')
  assert.match((await inTemp(['--throw', 'error', '--verbose'])).stderr, /at .*act\.mts/)
})

autorun('returns 100, and the exit code of a command that had the terminal', async () => {
  assert.is((await inTemp(['--check'])).code, 100)
  assert.is((await inTemp(['--hand-over', 'exit 7'])).code, 7)
})

autorun('takes the environment from ENV and arguments from GANTRY_ARGS', async () => {
  const { stdout } = await inTemp(['--json'], { env: { ENV: 'prod', GANTRY_ARGS: `api 'we'"b"` } })
  assert.equal(json(stdout).result, { services: ['api', 'web'], envs: ['prod'], text: '', outcomes: [] })
  const { stderr, code } = await inTemp([], { env: { GANTRY_ARGS: `'api` } })
  assert.match(stderr, "a quote in ARGS is left open: 'api")
  assert.is(code, 2)
})

autorun('keeps its own arguments from the commands it runs', async () => {
  const { stdout } = await inTemp([], { env: { GANTRY_ARGS: `--run 'echo "[$GANTRY_ARGS]"'` } })
  assert.match(stdout, 'first done []')
})

autorun('asks before danger: --yes outside prod, the name in prod', async () => {
  const danger = ['--danger', '--run', 'id']
  assert.is((await inTemp([...danger, '--yes'])).code, 0)
  assert.is((await inTemp([...danger, '--env', 'prod', '--yes'])).code, 3)
  assert.is((await inTemp([...danger, '--env', 'prod', '--confirm', 'prod'])).code, 0)
  assert.is((await inTemp([...danger, '--confirm', 'prod'])).code, 3)
  const { stderr } = await inTemp(danger)
  assert.match(stderr, "sh -c 'touch ran; id'  # first is wanted (can lose data)\n")
  assert.match(stderr, 'give --yes')
})

autorun('writes all of a long result into a pipe', async () => {
  const { stdout } = await inTemp(['--lines', '400000'])
  assert.is(stdout.length, 400_000 * 5)
})

autorun('does not mind a reader who goes away, or streams that are closed', () => withTemp(async (cwd) => {
  const script = fixture('act')
  const shell = async (line: string) => (await run(['bash', '-c', line], { cwd }))
  const early = await shell(`node ${script} --lines 400000 2>err | head -1; echo \${PIPESTATUS[0]}`)
  assert.is(early.stdout, 'line\n0\n')
  assert.is(await readFile(join(cwd, 'err'), 'utf8'), 'looking\n')
  assert.is((await shell(`node ${script} --lines 1 <&-`)).stdout, 'line\n')
  assert.is((await shell(`node ${script} --lines 1 >&-`)).code, 0)
  assert.is((await shell(`node ${script} --lines 1 2>&-`)).stdout, 'line\n')
  assert.is((await shell(`node ${script} --follow yes | head -1; echo \${PIPESTATUS[0]}`)).stdout, 'y\n0\n')
}))

autorun('fails when the result can not be written', async () => {
  const { code, stderr } = await run(['bash', '-c', `node ${fixture('act')} --lines 1 > /dev/full`])
  assert.is(code, 1)
  assert.match(stderr, 'the result could not be written')
})

autorun('shows help with an example first', async () => {
  const { stdout, code } = await inTemp(['--help', '--zzz'])
  assert.is(stdout.split('\n')[0], 'make act  # as a test does')
  assert.match(stdout, /Do what a test wants\.\n\nUsage: make act ARGS='\[SERVICE…\] \[options\]'\n/)
  assert.match(stdout, /--until TEXT +write a file/)
  assert.is(code, 0)
})

autorun('passes words on as they are', async () => {
  const { stdout } = await run(['node', fixture('words'), '--user', 'me', 'api', 'sh', '-c', 'echo $HOME', '--json'])
  assert.equal(JSON.parse(stdout), { given: ['api', 'sh', '-c', 'echo $HOME', '--json'], options: { user: 'me' } })
})

autorun('locks the environment while it changes something, and frees it', () => withTemp(async (cwd) => {
  const { code } = await run(['node', fixture('act'), '--run', `node ${fixture('act')} --until a; test $? = 75`], { cwd })
  assert.is(code, 0)
  assert.is((await run(['node', fixture('act'), '--until', 'a'], { cwd })).code, 0)
}))

autorun('holds no lock while it only reads, explains, follows or has given the terminal away', () => withTemp(async (cwd) => {
  const inner = `node ${fixture('act')} --until a`
  assert.is((await run(['node', fixture('act'), '--follow', inner], { cwd })).code, 0)
  await mkdir(join(cwd, 'other'))
  await run(['node', fixture('act'), '--dry-run', '--until', 'a'], { cwd: join(cwd, 'other') })
  assert.is((await run(['ls', '-A'], { cwd: join(cwd, 'other') })).stdout, '')
}))

autorun('survives a stack folder that is hard to quote', () => withTemp(async (folder) => {
  const cwd = join(folder, `-a b'"$(id)\n`)
  await mkdir(cwd)
  await writeFile(join(cwd, 'file'), 'a')
  assert.is((await run(['node', fixture('act'), '--until', 'ab', '--run', 'pwd', '--stack', cwd], { cwd: '/' })).code, 0)
  assert.is(await readFile(join(cwd, 'file'), 'utf8'), 'ab')
}))

autorun.run()
