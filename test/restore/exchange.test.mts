import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { besideFolder, dropFolder, exchange, listFolders, putBack } from '../../scripts/restore/exchange.mts'
import { withTemp } from '../support/temp.mts'

const [side, old] = [besideFolder('side', '1'), besideFolder('old', '1')]
const sh = (folder: string, script: string, variables: Readonly<Record<string, string>> = {}): string =>
  execFileSync('sh', ['-c', script], { env: { ...process.env, GANTRY_AT: folder, GANTRY_SIDE: side, GANTRY_OLD: old, GANTRY_NAMES: '', ...variables }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** A folder with files of before and, beside them, those that are to take their place. */
const laid = (before: readonly string[], after: readonly string[], act: (folder: string) => Promise<void>): Promise<void> => withTemp(async (folder) => {
  await mkdir(join(folder, side))
  for (const name of before) await writeFile(join(folder, name), 'before')
  for (const name of after) await writeFile(join(folder, side, name), 'after')
  await act(folder)
})
const text = (folder: string, name: string) => readFile(join(folder, name), 'utf8')
const names = async (folder: string) => (await readdir(folder)).sort()

const test = suite('files that change places')

test('all of them do, whatever they are called, and what was there is kept', () => laid(['-rf', '.hidden', 'a b', 'same'], ['..two', 'new\nline', 'same'], async (folder) => {
  sh(folder, exchange)
  assert.equal(await names(folder), ['..two', old, 'new\nline', 'same'].sort())
  assert.equal(await names(join(folder, old)), ['-rf', '.hidden', 'a b', 'same'])
  assert.equal([await text(folder, 'same'), await text(folder, `${old}/same`)], ['after', 'before'])
}))
test('and back again', () => laid(['a', 'same'], ['b', 'same'], async (folder) => {
  sh(folder, exchange)
  sh(folder, putBack)
  assert.equal(await names(folder), [side, 'a', 'same'])
  assert.is(await text(folder, 'same'), 'before')
}))
test('where only some belong to it, the others stay', () => laid(['app.db', 'app.db-wal', 'other'], ['app.db'], async (folder) => {
  sh(folder, exchange, { GANTRY_NAMES: '/app.db/app.db-wal/app.db-shm/' })
  assert.equal(await names(folder), [old, 'app.db', 'other'])
  assert.is(await text(folder, 'app.db'), 'after')
}))
test('what earlier restores kept stays where it is, is listed, and goes when it is dropped', () => laid(['a'], ['a'], async (folder) => {
  await mkdir(join(folder, '.gantry-old-0'))
  sh(folder, exchange)
  assert.equal(sh(folder, listFolders).split('\0').slice(0, -1), ['.gantry-old-0', old])
  sh(folder, dropFolder, { GANTRY_DROP: old })
  assert.equal(await names(folder), ['.gantry-old-0', 'a'])
}))
test('what cannot be done changes nothing', () => laid(['a'], ['a'], async (folder) => {
  await mkdir(join(folder, old))
  assert.throws(() => sh(folder, exchange))
  assert.equal([await text(folder, 'a'), await names(join(folder, old))], ['before', []])
}))

test.run()
