// limit: 180
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, symlink, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readArchive, readFrame } from '../../../scripts/shell/backup/read-archive.mts'
import { when } from '../../support/skip.mts'
import { collector, dumpOf, has, messageOf, withArchive, withRun } from './stage.mts'

const dump = dumpOf(5000)

const read = suite('backup: an archive is read')

read('as it was written, and its reader is told that this was all', () => withArchive(dump, async (folder, archive) => {
  const { stream, text } = collector()
  const { bytes, sha256, rawBytes, rawSha256 } = archive
  assert.equal(await readArchive(join(folder, archive.file), { encrypted: false, expected: archive }, stream), { ok: true, bytes, sha256, rawBytes, rawSha256 })
  assert.is(text(), dump)
  assert.ok(stream.writableEnded)
}))

when(has('zstd'), 'zstd is not installed', read)('as the command line writes one', () => withRun(async (folder) => {
  execFileSync('zstd', ['-q', '-3', '-o', join(folder, 'a.sql.zst')], { input: dump })
  const { stream, text } = collector()
  assert.ok((await readArchive(join(folder, 'a.sql.zst'), { encrypted: false }, stream)).ok)
  assert.is(text(), dump)
}))

read('at the pace of its reader, who may also end', () => withArchive(dump, async (folder, archive) => {
  const gone = new Writable({ highWaterMark: 1, write: (_, __, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })) })
  gone.on('error', () => {})
  assert.match(messageOf(await readArchive(join(folder, archive.file), { encrypted: false, expected: archive }, gone)), 'whoever was to read it has ended')
}))

read('what is not all of it is never called all of it', () => withArchive(dump, async (folder, archive) => {
  const { stream } = collector()
  await truncate(join(folder, archive.file), archive.bytes - 1)
  assert.is((await readArchive(join(folder, archive.file), { encrypted: false, expected: archive }, stream)).ok, false)
  const other = await readArchive(join(folder, archive.file), { encrypted: false, expected: { ...archive, sha256: '0'.repeat(64) } }, stream)
  assert.is(other.ok, false)
  assert.equal([stream.writableEnded, stream.destroyed], [false, false])
}))

read('as a frame that somebody else unpacks, whose last part comes only when the file is known to be the one that was written', () => withArchive(dump, async (folder, archive) => {
  const path = join(folder, archive.file)
  const packed = await readFile(path)
  const [whole, part] = [collector(), collector()]
  assert.equal(await readFrame(path, { encrypted: false, expected: archive }, whole.stream), { ok: true })
  assert.equal([whole.bytes().equals(packed), whole.stream.writableEnded], [true, true])
  const refused = await readFrame(path, { encrypted: false, expected: { ...archive, sha256: '0'.repeat(64) } }, part.stream)
  assert.match(messageOf(refused), 'damaged or replaced')
  assert.equal([part.bytes().length < packed.length, part.stream.writableEnded], [true, false])
}))

read('no link, no folder, no pipe is taken for one, and what is missing is told', () => withArchive(dump, async (folder, archive) => {
  await symlink(join(folder, archive.file), join(folder, 'link.sql.zst'))
  await mkdir(join(folder, 'folder.sql.zst'))
  execFileSync('mkfifo', [join(folder, 'pipe.sql.zst')])
  for (const name of ['link', 'folder', 'pipe', 'missing']) assert.match(messageOf(await readArchive(join(folder, `${name}.sql.zst`), { encrypted: false }, () => {})), `${name}.sql.zst`)
}))

read('until it is interrupted', () => withArchive(dump, async (folder, archive) => {
  assert.match(messageOf(await readArchive(join(folder, archive.file), { encrypted: false, signal: AbortSignal.abort() }, () => {})), 'interrupted')
}))

read.run()
