import { execFileSync } from 'node:child_process'
import { copyFile, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeArchive } from '../../scripts/shell/backup/archive.mts'
import { verifyArchive } from '../../scripts/shell/backup/verify.mts'
import type { Archive } from '../../scripts/backup/manifest.mts'
import { ample, dumpOf, names, sh, target, withRun, written } from '../shell/backup/stage.mts'

/** What a shell script would look at: how the pipeline ended, and whether there is something in the file. */
const byShell = async (script: string, dump: string, folder: string): Promise<{ readonly exit: number; readonly bytes: number }> => {
  const file = join(folder, 'by-shell.gz')
  const exit = Number(execFileSync('sh', ['-c', `{ ${script}; } 2>/dev/null | gzip >"$2"; echo $?`, 'sh', dump, file], { encoding: 'utf8' }))
  return { exit, bytes: (await stat(file)).size }
}

const dump = dumpOf(3000)
const whileWritten = suite('backup: what a dump may do, a shell script\'s checks of size and exit code, and gantry\'s')

for (const [fault, script, message] of [
  ['F7: it prints nothing and ends with 0', 'true', 'it is empty'],
  ['F7: it stops midway and ends with 0', 'head -c 50000 "$1"', 'cut short'],
  ['F7: it prints something else and ends with 0', 'echo "pg_dump: not found"', 'it does not begin as a dump'],
  ['F8: it prints everything and ends with 1', '(cat "$1"; exit 1)', 'ended with 1'],
  ['F5: it is killed midway', 'sh -c \'head -c 50000 "$1"; kill -9 $$\' sh "$1"', 'cut short|signal 9|ended with 137'],
  ['F6: its session is ended: it complains and ends with 1', '(head -c 50000 "$1"; echo FATAL >&2; exit 1)', 'FATAL'],
] as const) whileWritten(`${fault}: the script has a file and a 0, gantry has neither`, () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  const { exit, bytes } = await byShell(script, join(beside, 'dump'), beside)
  assert.is(exit, 0)
  assert.ok(bytes > 0)
  const result = await writeArchive(sh(script, join(beside, 'dump')), target(folder), ample)
  assert.match(result.ok ? '' : result.message, new RegExp(message))
  assert.equal(await names(folder), [])
}))

whileWritten.run()

// ---

const atRest = suite('backup: what becomes of an archive later, its size, and what gantry finds')

/** Two archives of one size, of another database each. */
const withArchives = (act: (folder: string, archive: Archive, other: string) => Promise<void>): Promise<void> => withRun(async (folder, beside) => {
  const other = dump.replaceAll('users', 'goods')
  await writeFile(join(beside, 'dump'), dump)
  await writeFile(join(beside, 'other'), other)
  const archive = await written(folder, sh('cat "$1"', join(beside, 'dump')))
  await written(folder, sh('cat "$1"', join(beside, 'other')), { file: 'db.other.sql.zst' })
  await act(folder, archive, join(folder, 'db.other.sql.zst'))
})
const refuted = async (folder: string, archive: Archive, what: string): Promise<void> => {
  assert.ok((await stat(join(folder, archive.file))).size > 0, 'a check for something in the file is content')
  const { ok, message } = await verifyArchive(folder, archive, 'read')
  assert.not(ok, `${what} is not found`)
  assert.ok(message)
}

atRest('F10: cut short at 20 places: there is something in the file, and it is refuted', () => withArchives(async (folder, archive) => {
  const path = join(folder, archive.file)
  const whole = await readFile(path)
  for (let turn = 1; turn <= 20; turn++) {
    const length = turn === 20 ? archive.bytes - 1 : Math.ceil(archive.bytes * turn / 20)
    if (length === archive.bytes) continue
    await writeFile(path, whole)
    await truncate(path, length)
    await refuted(folder, archive, `cut to ${length} of ${archive.bytes} bytes`)
  }
}))

atRest('F11: one bit at 50 places: not a byte less, and it is refuted', () => withArchives(async (folder, archive) => {
  const path = join(folder, archive.file)
  const whole = await readFile(path)
  for (let turn = 0; turn < 50; turn++) {
    const place = Math.floor((archive.bytes - 1) * turn / 49)
    const bytes = Buffer.from(whole)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << turn % 8)
    await writeFile(path, bytes)
    assert.is((await stat(path)).size, archive.bytes)
    await refuted(folder, archive, `bit ${turn % 8} of byte ${place}`)
  }
}))

atRest('F12: the archive of another database in its place, whole as it is', () => withArchives(async (folder, archive, other) => {
  await copyFile(other, join(folder, archive.file))
  await refuted(folder, archive, 'another archive')
}))

atRest.run()
