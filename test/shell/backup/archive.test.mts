import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeArchive, type Means } from '../../../scripts/shell/backup/archive.mts'
import { countProcesses, reaches, uniqueSleep } from '../../support/alive.mts'
import { when } from '../../support/skip.mts'
import { ample, dumpOf, has, names, sh, target, withRun } from './stage.mts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const dump = dumpOf(2000)

/** Writes into an empty folder and says what was refused and what is left. */
const refusal = (script: string, change: Partial<Means> = {}, format?: 'rdb') => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  const result = await writeArchive(sh(script, join(beside, 'dump')), target(folder, format ? { format } : {}), { ...ample, ...change })
  return { message: result.ok ? 'written' : result.message, left: await names(folder) }
})

const write = suite('backup: an archive is written')

when(has('zstd'), 'zstd is not installed', write)('as one frame of zstd with a checksum, that anybody can read', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  const seen: number[] = []
  const result = await writeArchive({ argv: ['cat', join(beside, 'dump')] }, target(folder), { ...ample, onBytes: (bytes) => seen.push(bytes) })
  assert.ok(result.ok)
  if (!result.ok) return
  const file = await readFile(join(folder, 'db.app.sql.zst'))
  const { bytes, sha256: hash, rawBytes, rawSha256, proofs } = result.archive
  assert.equal([bytes, hash, rawBytes, rawSha256], [file.length, sha256(file), dump.length, sha256(Buffer.from(dump))])
  assert.equal(proofs.map(({ level, ok }) => [level, ok]), [['read', true]])
  assert.is(execFileSync('zstd', ['-dc', join(folder, 'db.app.sql.zst')]).toString(), dump)
  assert.match(execFileSync('zstd', ['-lv', join(folder, 'db.app.sql.zst')], { stdio: 'pipe' }).toString(), /Check: XXH64/)
  assert.is(seen.at(-1), file.length)
  assert.equal(await names(folder), ['db.app.sql.zst'])
}))

write('for its owner only, whatever the umask', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  for (const umask of [0o000, 0o022, 0o777]) {
    const before = process.umask(umask)
    try {
      const file = `db.u${umask}.sql.zst`
      assert.ok((await writeArchive(sh('cat "$1"', join(beside, 'dump')), target(folder, { file }), ample)).ok)
      assert.is((await stat(join(folder, file))).mode & 0o7777, 0o600)
    } finally {
      process.umask(before)
    }
  }
}))

write('with what the source noted on stderr beside its complaints', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  const result = await writeArchive(sh('cat "$1"; echo \'gantry counted ["public.users",2000]\' >&2; echo "a warning" >&2', join(beside, 'dump')), target(folder), ample)
  assert.equal(result.ok && result.notes, ['gantry counted ["public.users",2000]'])
}))

write.run()

// ---

const refused = suite('backup: no archive is left of')

refused('a source that prints nothing and says that all is well', async () => assert.equal(await refusal('exit 0'), { message: 'it is empty', left: [] }))

refused('one that fails after it has printed everything', async () => assert.equal(await refusal('cat "$1"; echo "FATAL: out of luck" >&2; exit 3'), { message: 'sh ended with 3:\nFATAL: out of luck', left: [] }))

refused('one that stops midway and says that all is well', async () => assert.match((await refusal('head -c 30000 "$1"')).message, 'cut short'))

refused('one that a signal ends', async () => assert.equal(await refusal('head -c 30000 "$1"; kill -KILL $$'), { message: 'sh ended with 137 (signal 9)', left: [] }))

refused('one that prints something else', async () => assert.equal(await refusal('cat "$1"', {}, 'rdb'), { message: 'it does not begin as a snapshot of Redis does', left: [] }))

refused('a program that is not there', () => withRun(async (folder) => {
  const result = await writeArchive({ argv: ['no-such-program'] }, target(folder), ample)
  assert.match(result.ok ? '' : result.message, 'no-such-program')
  assert.equal(await names(folder), [])
}))

refused('one from which nothing comes any more; and it is ended', async () => {
  const sleep = uniqueSleep()
  const { message, left } = await refusal(`head -c 30000 "$1"; sleep ${sleep}`, { stallMs: 400 })
  assert.is(message, 'nothing has come for 0.4 s')
  assert.equal(left, [])
  assert.ok(await reaches(() => countProcesses(sleep), 0, 5000))
})

refused('one that is slow beyond all measure, though it goes on', async () => {
  assert.is((await refusal('while :; do echo x; sleep 0.05; done', { totalMs: 700 })).message, 'it takes longer than 0.7 s')
})

refused('one that has closed its output and does not end', async () => {
  assert.is((await refusal('cat "$1"; exec >&-; sleep 100', { totalMs: 700 })).message, 'it takes longer than 0.7 s')
})

refused('one whose output somebody else holds open', async () => {
  assert.is((await refusal('cat "$1"; sleep 100 & exit 0', { stallMs: 500 })).message, 'nothing has come for 0.5 s')
})

refused('what is interrupted; and what it left elsewhere is ended too', () => withRun(async (folder) => {
  const [controller, sleep] = [new AbortController(), uniqueSleep()]
  let ended = 0
  const writing = writeArchive({ ...sh(`head -c 20000000 /dev/urandom; sleep ${sleep}`), ends: async () => { ended += 1 } }, target(folder), { ...ample, signal: controller.signal, onBytes: () => controller.abort() })
  const result = await writing
  assert.is(result.ok ? '' : result.message, 'interrupted')
  assert.is(ended, 1)
  assert.equal(await names(folder), [])
  assert.ok(await reaches(() => countProcesses(sleep), 0, 5000))
}))

refused('one that is interrupted before it begins', async () => assert.equal(await refusal('cat "$1"', { signal: AbortSignal.abort() }), { message: 'interrupted', left: [] }))

refused('one that leaves something behind which can not be ended: that is told', () => withRun(async (folder) => {
  const result = await writeArchive({ ...sh('exit 1'), ends: async () => { throw new Error('the engine does not answer') } }, target(folder), ample)
  assert.is(result.ok ? '' : result.message, 'sh ended with 1\nthe engine does not answer')
}))

refused('a name that is taken; what is there stays', () => withRun(async (folder) => {
  await writeFile(join(folder, 'db.app.sql.zst'), 'older')
  const result = await writeArchive(sh('exit 0'), target(folder), ample)
  assert.match(result.ok ? '' : result.message, 'a file stands there')
  assert.is(await readFile(join(folder, 'db.app.sql.zst'), 'utf8'), 'older')
}))

refused('a symbolic link in the place of the unfinished file, or of the final one; where it leads nothing changes', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'precious'), 'as it was')
  for (const name of ['.db.app.sql.zst.partial', 'db.app.sql.zst']) {
    await symlink(join(beside, 'precious'), join(folder, name))
    const result = await writeArchive(sh('echo x'), target(folder), ample)
    assert.match(result.ok ? '' : result.message, 'a file stands there')
    assert.is(await readlink(join(folder, name)), join(beside, 'precious'))
    await rm(join(folder, name))
  }
  assert.is(await readFile(join(beside, 'precious'), 'utf8'), 'as it was')
}))

refused('a folder that is not there', () => withRun(async (folder) => {
  const result = await writeArchive(sh('exit 0'), target(join(folder, 'gone')), ample)
  assert.match(result.ok ? '' : result.message, 'ENOENT')
}))

refused('a recipient that is none', () => withRun(async (folder) => {
  const result = await writeArchive(sh('exit 0'), target(folder, { recipients: ['age1nonsense'] }), ample)
  assert.match(result.ok ? '' : result.message, 'age1nonsense is no recipient of age')
  assert.equal(await names(folder), [])
}))

refused.run()
