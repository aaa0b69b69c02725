import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { afterScript, parseArguments } from '../../scripts/shell/arguments.mts'
import { command } from '../../scripts/shell/command.mts'

const some = command({
  name: 'some', summary: 'Anything', examples: [], positionals: 'services',
  options: {
    detach: { type: 'boolean', hint: '', short: 'd' }, keep: { type: 'string', value: 'N', hint: '' }, keepDays: { type: 'string', hint: '' },
    services: { type: 'list', hint: '' }, native: { type: 'some', hint: '' },
  },
  observe: async () => undefined, plan: () => [], report: () => ({ text: '', result: null }),
})
const exec = command({ ...some, name: 'exec', positionals: 'words' })
const bare = command({ name: 'bare', summary: 'No words', examples: [], options: {}, observe: async () => undefined, plan: () => [], report: () => ({ text: '', result: null }) })

const parse = (...argv: string[]) => parseArguments(some, { argv, gantryArgs: undefined, env: undefined })
const fromMake = (gantryArgs: string, ...argv: string[]) => parseArguments(some, { argv, gantryArgs, env: undefined })
const messages = ({ problems }: ReturnType<typeof parse>) => problems.map(({ message, hint }) => `${message}; ${hint}`)

const args = suite('arguments')

args('start after the script, under zx as well', () => {
  assert.equal(afterScript(['node', 'scripts/dev.mts', '--json']), ['--json'])
  assert.equal(afterScript(['node', 'node_modules/.bin/zx', '--quiet', 'scripts/dev.mts', 'a.mts']), ['a.mts'])
})

args('hold nothing when nothing is given', () => {
  const { options, common, positionals, problems, stack, env } = parse()
  assert.equal(options, { detach: false, keep: undefined, keepDays: undefined, services: [], native: undefined })
  assert.equal(common, { json: false, dryRun: false, yes: false, verbose: false, confirm: undefined })
  assert.equal([positionals, problems, stack, env], [[], [], '.', undefined])
})

args('understand the common options', () => {
  const { common, stack, env, images, help } = parse('--json', '--dry-run', '--yes', '--verbose', '--confirm', 'prod', '--stack=x', '--env', 'prod', '--images', 'm.yaml', '-h')
  assert.equal(common, { json: true, dryRun: true, yes: true, verbose: true, confirm: 'prod' })
  assert.equal([stack, env, images, help], ['x', 'prod', 'm.yaml', true])
})

args('know short names, camel case and --no-', () => {
  assert.is(parse('-d').options['detach'], true)
  assert.is(parse('--keep-days', '3').options['keepDays'], '3')
  assert.is(parse('-d', '--no-detach').options['detach'], false)
})

args('read lists however they are written', () => {
  for (const argv of [['--services', 'a', 'b'], ['--services', 'a,b'], ['--services=a,b'], ['--services', 'a', '--services', 'b'], ['--services', 'a,', 'b', '--json']])
    assert.equal(parse(...argv).options['services'], ['a', 'b'], argv.join(' '))
})

args('end a list at an option and at --', () => {
  const { options, positionals } = parse('--services', 'a', 'b', '--detach', 'c', '--services', 'd', '--', '--e')
  assert.equal([options['services'], positionals], [['a', 'b', 'd'], ['c', '--e']])
})

args('read all or some', () => {
  assert.equal([parse('--native').options['native'], parse('--native=a,b').options['native']], ['all', ['a', 'b']])
  assert.equal(parse('--native', 'web').positionals, ['web'])
})

args('never turn text into numbers', () => {
  assert.equal([parse('--keep', '080').options['keep'], parse('--keep=1.10').options['keep']], ['080', '1.10'])
})

args('say which option was meant', () => {
  assert.equal(messages(parse('--detahc')), ['there is no option --detahc; did you mean --detach?'])
  assert.equal(messages(parse('--no-detahc')), ['there is no option --no-detahc; did you mean --detach?'])
  assert.equal(messages(parse('-x')), ['there is no option -x; see --help'])
  assert.equal(messages(parse('--zzz')), ['there is no option --zzz; see --help'])
})

args('refuse what has no value, too much of one, or two', () => {
  assert.equal(messages(parse('--keep')), ['--keep needs a value; write --keep=N'])
  assert.equal(messages(parse('--keep', '--json')), ['--keep needs a value; write --keep=N'])
  assert.equal(messages(parse('--services')), ['--services needs a value; write --services=A,B'])
  assert.equal(messages(parse('--detach=yes')), ['--detach takes no value; write --detach or --no-detach'])
  assert.equal(messages(parse('--env', 'dev', '--env', 'prod')), ['--env is given as dev and as prod; give it once'])
  assert.is(parse('--keep=-1').options['keep'], '-1')
})

args('keep --json when something else is wrong', () => {
  assert.is(parse('--json', '--zzz').common.json, true)
  assert.is(parse('--keep', '--json').common.json, true)
  assert.is(fromMake(`--json 'open`).common.json, true)
})

args('refuse positionals of a command that takes none', () => {
  assert.match(messages(parseArguments(bare, { argv: ['x'], gantryArgs: undefined, env: undefined })).join(), /bare takes no "x"/)
})

args('leave everything after the first of some words alone', () => {
  const words = (...argv: string[]) => parseArguments(exec, { argv, gantryArgs: undefined, env: undefined })
  assert.equal(words('--keep', '1', 'api', 'ls', '--json', '--', '-l', '--zzz').positionals, ['api', 'ls', '--json', '--', '-l', '--zzz'])
  assert.equal(words('api', '--', 'sh', '-c', 'a b').positionals, ['api', 'sh', '-c', 'a b'])
  assert.equal(words('--', '--odd', '-x').positionals, ['--odd', '-x'])
  assert.equal(words('api', '--json').common.json, false)
})

args('of make are split like a shell does, and nothing is expanded', () => {
  assert.equal(fromMake(`'a b' "c d" e\\ f "it's" $HOME \`id\` "$(id)" '' --keep='x y'`).positionals, ['a b', 'c d', 'e f', "it's", '$HOME', '`id`', '$(id)', ''])
  assert.is(fromMake(`--keep='x y'`).options['keep'], 'x y')
  assert.equal(fromMake('  b\tc\nd ', 'a').positionals, ['a', 'b', 'c', 'd'])
})

args('of make with an open quote are refused', () => {
  assert.match(messages(fromMake(`a 'b`)).join(), /a quote in ARGS is left open: a 'b; close it/)
  assert.is(fromMake('a "b').problems.length, 1)
  assert.is(fromMake('a \\').problems.length, 1)
})

args('take the environment from ENV, unless an option says otherwise or it is the file sh reads', () => {
  const env = (value: string, ...argv: string[]) => parseArguments(some, { argv, gantryArgs: undefined, env: value }).env
  assert.equal([env('prod'), env('prod', '--env', 'dev'), env(''), env('/etc/shrc')], ['prod', 'dev', undefined, undefined])
})

args('infer their types', () => {
  const typed = command({
    name: 'typed', summary: '', examples: [], options: { keep: { type: 'string', hint: '' }, all: { type: 'boolean', hint: '' }, only: { type: 'list', hint: '' } },
    observe: async ({ options }) => ({ length: options.only.length, keep: options.keep?.length ?? 0 }),
    plan: ({ options }, seen) => (options.all && seen.length > seen.keep ? [] : []),
    report: (_context, seen) => ({ text: String(seen.length), result: seen }),
  })
  // @ts-expect-error: an option that is not declared
  const wrong = (context: Parameters<typeof typed.plan>[0]) => context.options.nothing
  assert.type(wrong, 'function')
})

args.run()
