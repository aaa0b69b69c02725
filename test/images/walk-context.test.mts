import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { chmod, chown, mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { ContextEntry } from '../../scripts/images/context.mts'
import { compileIgnore, judgeOf } from '../../scripts/images/ignore.mts'
import { contextSources } from '../../scripts/images/sources.mts'
import { measureContext, walkContext } from '../../scripts/shell/images/walk-context.mts'
import { withTemp } from '../support/temp.mts'
import { outcomes, tree } from './ignore-table.mts'

const test = suite('images: walk a context')

const fill = async (folder: string, files: Readonly<Record<string, number>>): Promise<void> => {
  for (const [path, size] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), '')
    await truncate(join(folder, path), size)
  }
}
const walk = async (folder: string, ignore: string): Promise<readonly ContextEntry[]> => {
  const found: ContextEntry[] = []
  await walkContext(folder, compileIgnore('.dockerignore', ignore), (entry) => found.push(entry))
  return found.sort((a, b) => a.path < b.path ? -1 : 1)
}
const brief = (entries: readonly ContextEntry[]) => entries.map(({ path, files, bytes, rule }) => `${path} ${files} ${bytes}${rule ? ` ${rule.written}` : ''}`)

test('a left-out folder is one entry, with all that is in it', () => withTemp(async (folder) => {
  await fill(folder, { '.venv/a/b/c': 5, '.venv/d': 7, 'src/a.py': 3, 'src/__pycache__/a.pyc': 2, '.env': 1 })
  assert.equal(brief(await walk(folder, '.venv\n**/__pycache__\n.env\n!src/keep')), ['.env 1 1 .env', '.venv/ 2 12 .venv', 'src/__pycache__/ 1 2 **/__pycache__', 'src/a.py 1 3'])
}))

test('a folder that something may come back from is looked into', () => withTemp(async (folder) => {
  await fill(folder, { 'data/raw/1.csv': 5, 'data/load.py': 7, 'data/raw/more.py': 1, 'old/x': 1 })
  assert.equal(brief(await walk(folder, 'data\nold\n!data/**/*.py')), ['data/load.py 1 7', 'data/raw/1.csv 1 5 data', 'data/raw/more.py 1 1', 'old/ 1 1 old'])
}))

test('the walk finds what judging each path finds', () => withTemp(async (folder) => {
  await fill(folder, Object.fromEntries(tree.map((path) => [path, 1])))
  for (const [text] of Object.values(outcomes).flat()) {
    const rule = judgeOf(compileIgnore('', text))
    const entries = await walk(folder, text)
    assert.equal(entries.filter((entry) => !entry.rule).map(({ path }) => path), tree.filter((path) => !rule(path)).toSorted(), JSON.stringify(text))
    assert.is(entries.reduce((sum, { files }) => sum + files, 0), tree.length, JSON.stringify(text))
  }
}))

test('links count as links and lead nowhere; sockets never reach a build', () => withTemp(async (folder) => {
  await fill(folder, { 'in/a': 5 })
  await symlink('..', join(folder, 'in/up'))
  await symlink('/', join(folder, 'out'))
  await symlink('nowhere', join(folder, 'broken'))
  const server = createServer().listen(join(folder, 'socket'))
  try {
    await once(server, 'listening')
    assert.equal(brief(await walk(folder, '')), ['broken 1 7', 'in/a 1 5', 'in/up 1 2', 'out 1 1', 'socket 0 0'])
  } finally {
    server.close()
  }
}))

test('what an instruction names through a link is read where the link leads', () => withTemp(async (folder) => {
  await fill(folder, { 'releases/1/a': 5, 'releases/2/a': 6 })
  await symlink('releases/2', join(folder, 'current'))
  await symlink('/etc/hostname', join(folder, 'outside'))
  const measure = (ignore: string, dockerfile: string) => measureContext(folder, compileIgnore('.dockerignore', ignore), contextSources(dockerfile))
  assert.equal((await measure('', 'FROM a\nCOPY current outside missing /')).read, { files: 3, bytes: 6 + 'releases/2'.length + '/etc/hostname'.length })
  assert.equal((await measure('releases', 'FROM a\nCOPY current /')).hidden.map(({ path, rule }) => [path, rule.written]), [['releases/2', 'releases']])
}))

test('a folder that is not there is said', () => withTemp(async (folder) => {
  await walk(join(folder, 'none'), '').then(() => assert.unreachable(), (error: Error) => assert.match(error.message, `read ${join(folder, 'none')}`))
}))

/** Root may look everywhere: nobody does it then. */
const asNobody = async (folder: string, act: () => Promise<void>): Promise<void> => {
  if (process.geteuid?.() !== 0) return act()
  await chown(folder, 65_534, 65_534)
  process.seteuid?.(65_534)
  try {
    await act()
  } finally {
    process.seteuid?.(0)
  }
}

test('a closed folder is a failure where the build would read it, and named where it is left out', () => withTemp(async (folder) => {
  await fill(folder, { 'closed/a': 5 })
  await chmod(join(folder, 'closed'), 0)
  const sources = contextSources('FROM a\nCOPY . /')
  await asNobody(folder, async () => {
    const { closed, total } = await measureContext(folder, compileIgnore('', 'closed'), sources)
    assert.equal([closed, total.files], [['closed'], 0])
    await measureContext(folder, compileIgnore('', ''), sources).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /closed: permission denied/))
  })
  await chmod(join(folder, 'closed'), 0o700)
}))

test('a virtualenv, a history and data are weighed in well under a second', () => withTemp(async (folder) => {
  const files = Array.from({ length: 4000 }, (_, index) => [`.venv/lib/p${index % 50}/m${index}.py`, 40_000] as const)
  await fill(folder, { ...Object.fromEntries(files), 'data/prices.csv': 60_000_000, 'bot/main.py': 900 })
  const before = process.cpuUsage()
  const { total, kept } = await measureContext(folder, compileIgnore('', '.venv\ndata\n!data/**/*.py'), contextSources('FROM a\nCOPY . /'))
  const { user, system } = process.cpuUsage(before)
  assert.equal([total, kept], [{ files: 4002, bytes: 220_000_900 }, { files: 1, bytes: 900 }])
  assert.ok((user + system) / 1e6 < 0.8, `${(user + system) / 1e6} s`)
}))

test.run()
