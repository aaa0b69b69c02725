import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { companions } from '../scripts/companions/index.mts'
import { kinds } from '../scripts/kinds/index.mts'
import { targets } from '../scripts/targets/index.mts'
import type { AnyCommand } from '../scripts/shell/command.mts'

const root = join(import.meta.dirname, '..')
const below = (folder: string): readonly string[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.mts')).map((path) => join(folder, path)).sort()
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const commands = readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.mts')).map((name) => name.slice(0, -4)).sort()
const core = ['alpine', 'backup', 'logs', 'serve', 'tls', 'images', 'stack', 'kinds', 'companions', 'targets', 'docker', 'plan', 'report', 'adopt', 'wheels', 'supply', 'restore', 'schedule']

const layout = suite('conventions: layout')

layout('the core imports itself, yaml, the schema library and hashing, nothing else', () => {
  const allowed = /^(\.{1,2}\/|yaml$|smol-toml$|valibot$|fastest-levenshtein$|picocolors$|dockerfile-ast$|node:crypto$)/
  const strangers = core.flatMap((folder) => below(`scripts/${folder}`)).flatMap((path) =>
    [...read(path).matchAll(/^(?:import|export)\s[^'\n]*\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm)].map(([, one, other]) => one ?? other ?? '').filter((name) => !allowed.test(name) || name.includes('/shell/')).map((name) => `${path}: ${name}`))
  assert.equal(strangers, [])
})

layout('the core reads no clock, no environment and no process', () => {
  const effects = /\bDate\.now\(|new Date\(\)|\bprocess\.|Math\.random\(/
  assert.equal(core.flatMap((folder) => below(`scripts/${folder}`)).filter((path) => effects.test(read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/gm, ''))), [])
})

layout('nobody uses $.sync, a class of the project\'s own, an enum, or a default export', () => {
  const banned = /\$\.sync|^(?:export )?(?:abstract )?class |^(?:export )?(?:const )?enum |^export default/m
  assert.equal(below('scripts').filter((path) => banned.test(read(path))), [])
})

layout('above every exported function and type that others call stands what it is for', () => {
  const bare = below('scripts').flatMap((path) => [...read(path).matchAll(/(?:^|\n)([^\n]*)\nexport (?:const|async function|function) (\w+)[^\n]*=>/g)]
    .filter(([, before = '']) => !/\*\/\s*$|^\/\//.test(before.trim())).map(([, , name]) => `${relative('scripts', path)}: ${name}`))
  assert.equal(bare, [])
})

layout.run()

// ---

const registries = suite('conventions: registries')

registries('a kind is known by its own name', () => assert.equal(Object.values(kinds).map(({ name }) => name), Object.keys(kinds)))
registries('a target is known by its own name', () => assert.equal(Object.values(targets).map(({ name }) => name), Object.keys(targets)))
registries('a companion is known by its own name', () => assert.equal(Object.values(companions).map(({ name }) => name), Object.keys(companions)))

registries.run()

// ---

const everyCommand = suite('conventions: commands')

for (const name of commands) everyCommand(`${name} has a summary and begins its help with an example`, async () => {
  const module = await import(`../scripts/${name}.mts`) as Record<string, AnyCommand>
  const found = Object.values(module).find((value) => value?.name === name)
  assert.ok(found, `scripts/${name}.mts exports no command of its name`)
  assert.ok(found.summary.length > 10 && !found.summary.endsWith('.'), found.summary)
  assert.ok(found.examples.length > 0)
})

everyCommand('the README names each of them, and no other', () => {
  const rows = read('README.md').split('## Commands')[1]?.split('Exit codes')[0] ?? ''
  const named = [...rows.matchAll(/^\| ((?:`[a-z-]+` ?)+)\|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)).sort()
  assert.equal(named, commands.filter((name) => name !== 'help'))
})

everyCommand.run()

// ---

const text = suite('conventions: text')

text('no registry\'s host name and no path of a developer\'s machine is in the repository', () => {
  const files = ['package-lock.json', 'package.json', 'Makefile', 'README.md', ...below('scripts'), ...below('test'), ...below('goals')].filter((path) => !path.endsWith('conventions.test.mts'))
  const found = files.filter((path) => /registry\.npmjs|deb\.debian\.org|\/home\/\w+\/|\/work\/main/.test(read(path)))
  assert.equal(found, [])
})

text.run()
