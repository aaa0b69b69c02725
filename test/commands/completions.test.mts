// limit: 240
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completions } from '../../scripts/completions.mts'
import { listScripts } from '../../scripts/shell/commands.mts'
import { root, run } from '../support/run.mts'
import { when } from '../support/skip.mts'

const has = (program: string): boolean => {
  try {
    return execFileSync('which', [program], { encoding: 'utf8' }) !== ''
  } catch {
    return false
  }
}

const folder = await mkdtemp(join(tmpdir(), `gantry-test-it's "a" $(touch pwned) `))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const elsewhere = join(folder, 'elsewhere')
const script = (shell: string) => join(folder, `printed.${shell}`)
const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TERM: 'xterm' }

/** Types each line and TAB; what the shell offers, sorted. */
type Ask = (lines: readonly string[], cwd?: string) => Promise<readonly (readonly string[])[]>
const sorted = (text: string): readonly string[] => text.split('\n').filter(Boolean).toSorted()
const oneByOne = (ask: (line: string, cwd: string) => Promise<string>): Ask => async (lines, cwd = folder) => {
  const offered: (readonly string[])[] = []
  for (const line of lines) offered.push(sorted(await ask(line, cwd)))
  return offered
}

/** readline's words: split at blanks and `=`, an opened quote is one. */
const bash = oneByOne(async (line, cwd) => {
  const words = [...line.matchAll(/'[^']*|=|[^\s=']+/g)].map(([word]) => word)
  const asking = '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gantry_complete "$1" "${!#}" ""; printf "%s\\n" "${COMPREPLY[@]}"'
  const { stdout, stderr } = await run(['bash', '-c', asking, 'bash', script('bash'), ...words, ...!line.includes("'") && /[ =]$/.test(line) ? [''] : []], { cwd, env })
  assert.is(stderr, '')
  return stdout
})

let sessions = 0
const zsh: Ask = async (lines, cwd = folder) => {
  const out = join(folder, `offered.${++sessions}`)
  await run(['zsh', '-f', join(import.meta.dirname, 'ask.zsh'), script('zsh'), out, ...lines], { cwd, env })
  return (await readFile(out, 'utf8')).split(/^line:.*\n/m).slice(0, -1).map(sorted)
}

/** Ours alone, unless fish's own completions are to be there as well. */
const fishWith = (...flags: readonly string[]): Ask => oneByOne(async (line, cwd) => {
  const { stdout, stderr } = await run(['fish', ...flags, '-c', 'source $argv[1]; complete -C $argv[2]', script('fish'), line], { cwd, env })
  assert.is(stderr, '')
  return stdout.replace(/\t.*$/gm, '')
})
const fish = fishWith('--no-config')

const commands = (await listScripts(completions)).map(({ name }) => name)
const services = ['api', 'db', 'proxy']
/** What stands before a candidate where the shell replaces the whole word. */
const lines: readonly (readonly [line: string, offered: readonly string[], before?: string])[] = [
  ['gantry ', commands],
  ['gantry u', commands.filter((name) => name.startsWith('u'))],
  ['npx gantry dow', ['down', 'download-wheels']],
  ['gantry up ', services],
  ['gantry up --ti', ['--tier', '--timings']],
  ['gantry up --tier ', ['core', 'data']],
  ['gantry up --through=d', ['data'], '--through='],
  ['gantry logs --env ', ['dev', 'prod']],
  ['gantry logs --env=p', ['prod'], '--env='],
  ['gantry exec a', ['api']],
  ['gantry exec --user 0 a', ['api']],
  ['gantry exec --user ', []],
  ['gantry help rende', ['render']],
  ['gantry completions ', ['bash', 'fish', 'zsh']],
  ['gantry quux ', []],
  ['node scripts/up.mts --ti', ['--tier', '--timings']],
  ['node scripts/up.mts a', ['api']],
  ['make u', commands.filter((name) => name.startsWith('u'))],
  ['make up ', ['ARGS=', 'ENV=']],
  ['make up ENV=', ['dev', 'prod'], 'ENV='],
  ['make up ARGS=--ti', ['--tier', '--timings'], 'ARGS='],
  ["make up ARGS='--ti", ['--tier', '--timings'], 'ARGS='],
  ["make up ARGS='db a", ['api'], 'ARGS=db '],
  ["make up ARGS='--tier d", ['data'], 'ARGS=--tier '],
]

const offers = async (ask: Ask, worded: (word: string, before: string) => string): Promise<void> => {
  const found = await ask(lines.map(([line]) => line))
  assert.equal(found.length, lines.length)
  for (const [index, [line, offered, before = '']] of lines.entries()) assert.equal(found[index], offered.map((word) => worded(word, before)).toSorted(), line)
  assert.equal((await readdir(folder)).filter((name) => name === 'pwned'), [], 'nothing of the file was run')
}

const stack = `name: demo
tiers: { data: {}, core: {} }
services: { db: { kind: postgres }, api: { route: / }, "$(touch pwned)": {}, "a'; touch pwned": {} }
environments: { dev: {}, prod: {}, "\`touch pwned\`": {}, "a b": {} }
`

const everyShell = suite('completions')
const inZsh = when(has('zsh'), 'zsh is not installed', everyShell)
const inFish = when(has('fish'), 'fish is not installed', everyShell)

everyShell.before(async () => {
  await mkdir(join(folder, 'scripts'))
  await mkdir(elsewhere)
  for (const path of ['Makefile', 'scripts/completions.mts', 'scripts/up.mts']) await cp(join(root, path), join(folder, path))
  await writeFile(join(folder, 'stack.yaml'), stack)
  await writeFile(join(elsewhere, 'Makefile'), 'foreign:\n')
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, stderr, code } = await run(['make', 'completions', `ARGS=${shell}`])
    assert.equal([code, stderr], [0, ''])
    await writeFile(script(shell), stdout)
  }
})

everyShell('say at their top how they are installed, as does --help', async () => {
  const { stdout } = await run(['node', 'scripts/completions.mts', '--help'])
  for (const shell of ['bash', 'zsh', 'fish']) {
    const second = (await readFile(script(shell), 'utf8')).split('\n')[1]?.replace('# ', '') ?? ''
    assert.match(second, `make completions ARGS=${shell} > ~/`)
    assert.match(stdout, `${second} `)
  }
})

everyShell('are there for three shells', async () => {
  const about = async (...words: string[]) => { const { code, stderr, stdout } = await run(['node', 'scripts/completions.mts', ...words]); return [code, stdout, stderr] }
  assert.equal(await about('tcsh'), [2, '', 'there is no shell "tcsh"\n  the shells are bash, zsh, fish\n'])
  assert.equal(await about(), [2, '', 'one shell has to be named\n  the shells are bash, zsh, fish\n'])
})

everyShell('of bash offer what fits; only what stands behind `=` or a quote is replaced', () =>
  offers(bash, (word, before) => before.replace(/^[^=]*=/, '') + word))

inZsh('of zsh offer what fits', () => offers(zsh, (word) => word))

inFish('of fish offer what fits; the whole word is replaced', () => offers(fish, (word, before) => before + word))

everyShell('of bash leave make, npx and node to others where they are not about gantry', async () => {
  assert.equal(await bash(['make u', 'npx u', 'node u', 'npx '], elsewhere), [[], [], [], []])
  const before = `_theirs() { COMPREPLY=(theirs); }; complete -F _theirs make; . "$1"; COMP_WORDS=(make ''); COMP_CWORD=1; _gantry_complete make '' make; echo "$COMPREPLY"`
  assert.is((await run(['bash', '-c', before, 'bash', script('bash')], { cwd: elsewhere })).stdout, 'theirs\n')
})

inZsh('of zsh leave make to others elsewhere', async () => assert.equal(await zsh(['make for'], elsewhere), [['foreign']]))
inFish('of fish leave make to others elsewhere', async () => assert.equal(await fishWith()(['make for'], elsewhere), [['foreign']]))

everyShell('are silent about a stack that is broken or not there', async () => {
  const other = await mkdtemp(join(tmpdir(), 'gantry-test-'))
  const asks = [bash, ...has('zsh') ? [zsh] : [], ...has('fish') ? [fish] : []]
  for (const ask of asks) assert.equal(await ask(['gantry up '], other), [[]], 'none')
  await writeFile(join(other, 'stack.yaml'), 'services:\n  db: { kind: postgres\n  api: {}\nenvironments: [')
  for (const ask of asks) assert.equal(await ask(['gantry up d'], other), [['db']], 'broken')
  await rm(other, { recursive: true })
})

everyShell.run()
