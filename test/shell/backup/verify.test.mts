// limit: 180
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeArchive } from '../../../scripts/shell/backup/archive.mts'
import { readArchive } from '../../../scripts/shell/backup/read-archive.mts'
import { verifyArchive } from '../../../scripts/shell/backup/verify.mts'
import { isFailure } from '../../../scripts/shell/failure.mts'
import { ample, collector, dumpOf, messageOf, sh, target, withArchive, withRun, written } from './stage.mts'

const dump = dumpOf(5000)

/** One bit of a file is another one, in so many places one after another. */
const withFlips = async (path: string, { from, times }: { readonly from: number; readonly times: number }, act: (at: number) => Promise<void>): Promise<void> => {
  const whole = await readFile(path)
  for (let at = from; at < whole.length; at += Math.floor(whole.length / times)) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    await writeFile(path, flipped)
    await act(at)
  }
}

const verify = suite('backup: an archive is verified')

verify('one that is whole', () => withArchive(dump, async (folder, archive) => {
  for (const level of ['read', 'full'] as const) {
    const proof = await verifyArchive(folder, archive, level)
    assert.equal({ ...proof, at: '' }, { level, at: '', ok: true })
    assert.match(proof.at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  }
}))

verify('a bit that is another one is found, in the header, the data and the checksum', () => withArchive(dump, async (folder, archive) => {
  const path = join(folder, archive.file)
  const whole = await readFile(path)
  const places = [...Array.from({ length: 12 }, (_, at) => at), ...Array.from({ length: 34 }, (_, index) => 12 + Math.floor((whole.length - 16) * index / 34)), ...[4, 3, 2, 1].map((back) => whole.length - back)]
  assert.is(new Set(places).size, 50)
  for (const at of places) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << at % 8)
    await writeFile(path, flipped)
    assert.is((await verifyArchive(folder, archive, 'read')).ok, false, `byte ${at} of ${whole.length}`)
  }
}))

verify('without its manifest its own checksum still tells', () => withArchive(dump, async (folder, archive) => {
  const path = join(folder, archive.file)
  await withFlips(path, { from: 20, times: 20 }, async (at) => assert.is((await readArchive(path, { encrypted: false }, () => {})).ok, false, `byte ${at}`))
}))

verify('one that was cut short is found, also without its manifest', () => withArchive(dump, async (folder, archive) => {
  const path = join(folder, archive.file)
  const whole = await readFile(path)
  for (let turn = 0; turn < 20; turn++) {
    const at = turn === 0 ? whole.length - 1 : Math.floor(whole.length * (turn - 1) / 19)
    await writeFile(path, whole.subarray(0, at))
    assert.is((await verifyArchive(folder, archive, 'read')).ok, false, `after ${at}`)
    assert.is((await readArchive(path, { encrypted: false }, () => {})).ok, false, `after ${at}, without its manifest`)
  }
}))

verify('one with something behind it, another one in its place, none at all', () => withArchive(dump, async (folder, archive, beside) => {
  const path = join(folder, archive.file)
  const whole = await readFile(path)
  await writeFile(path, Buffer.concat([whole, Buffer.of(0)]))
  assert.match((await verifyArchive(folder, archive, 'read')).message ?? '', archive.file)
  const other = await written(folder, sh('cat "$1"', join(beside, 'dump')), { file: 'db.other.sql.zst' })
  assert.is((await verifyArchive(folder, { ...other, rawSha256: '0'.repeat(64) }, 'read')).ok, false)
  await writeFile(path, await readFile(join(folder, other.file)))
  assert.is((await verifyArchive(folder, { ...archive, sha256: '0'.repeat(64) }, 'read')).ok, false)
  assert.match((await verifyArchive(folder, { ...archive, file: 'gone.sql.zst' }, 'read')).message ?? '', 'gone.sql.zst')
}))

verify('in full, rows are counted against what the server said', async () => {
  await withArchive(dump, async (folder, archive) => assert.ok((await verifyArchive(folder, archive, 'full')).ok), { counts: { 'public.users': 5000 } })
  await withArchive(dump, async (folder, archive) => {
    assert.ok((await verifyArchive(folder, archive, 'read')).ok)
    assert.match((await verifyArchive(folder, archive, 'full')).message ?? '', 'public.users has 5000, not 5001')
  }, { counts: { 'public.users': 5001 } })
  await withArchive(dump, async (folder, archive) => {
    assert.match((await verifyArchive(folder, archive, 'full')).message ?? '', 'public.orders is missing (7 when it was saved) (and 1 more')
  }, { counts: { 'public.orders': 7, 'public.users': 1 } })
})

verify.run()

// ---

const sealed = suite('backup: an archive is encrypted')

const withKeys = (act: (folder: string, keys: { readonly recipient: string; readonly identity: string; readonly other: string }, dumpFile: string) => Promise<void>): Promise<void> => withRun(async (folder, beside) => {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
  const [mine, others] = [await generateX25519Identity(), await generateX25519Identity()]
  await writeFile(join(beside, 'key'), `# created: today\n# public key: …\n${mine}\n`)
  await writeFile(join(beside, 'other'), `${others}\n`)
  await writeFile(join(beside, 'dump'), dump)
  await act(folder, { recipient: await identityToRecipient(mine), identity: join(beside, 'key'), other: join(beside, 'other') }, join(beside, 'dump'))
})

sealed('whoever has the identity reads it', () => withKeys(async (folder, { recipient, identity }, dumpFile) => {
  const archive = await written(folder, sh('cat "$1"', dumpFile), { recipients: [recipient], file: 'db.app.sql.zst.age' }, { counts: { 'public.users': 5000 } })
  assert.match((await readFile(join(folder, archive.file))).toString('latin1', 0, 30), 'age-encryption.org/v1')
  const { stream, text } = collector()
  assert.ok((await readArchive(join(folder, archive.file), { encrypted: true, identity, expected: archive }, stream)).ok)
  assert.is(text(), dump)
  assert.ok((await verifyArchive(folder, archive, 'full', { identity })).ok)
}))

sealed('whoever has not still knows that it is the file that was written', () => withKeys(async (folder, { recipient }, dumpFile) => {
  const archive = await written(folder, sh('cat "$1"', dumpFile), { recipients: [recipient] })
  const path = join(folder, archive.file)
  const proof = await verifyArchive(folder, archive, 'read')
  assert.ok(proof.ok)
  assert.match(proof.message ?? '', 'was not read again')
  await truncate(path, archive.bytes - 1)
  assert.is((await verifyArchive(folder, archive, 'read')).ok, false)
}))

sealed('a wrong identity, or none, refutes nothing', () => withKeys(async (folder, { recipient, other, identity }, dumpFile) => {
  const archive = await written(folder, sh('cat "$1"', dumpFile), { recipients: [recipient] })
  for (const [given, message] of [[{ identity: other }, 'none of the identities'], [{}, 'is encrypted'], [{ identity: dumpFile }, 'no identity of age'], [{ identity: `${identity}.gone` }, 'there is no identity file']] as const) {
    const error = await verifyArchive(folder, archive, 'full', given).then((proof) => proof, (reason: unknown) => reason)
    assert.ok(isFailure(error), JSON.stringify(error))
    assert.match((error as Error).message, message)
  }
}))

sealed('a bit that is another one is found', () => withKeys(async (folder, { recipient, identity }, dumpFile) => {
  const archive = await written(folder, sh('cat "$1"', dumpFile), { recipients: [recipient] })
  const path = join(folder, archive.file)
  await withFlips(path, { from: 0, times: 15 }, async (at) => {
    assert.is((await verifyArchive(folder, archive, 'read')).ok, false, `byte ${at}`)
    assert.is((await readArchive(path, { encrypted: true, identity }, () => {})).ok, false, `byte ${at}, without its manifest`)
  })
}))

sealed('a failure leaves nothing', () => withKeys(async (folder, { recipient }, dumpFile) => {
  const result = await writeArchive(sh('cat "$1"; exit 1', dumpFile), target(folder, { recipients: [recipient] }), ample)
  assert.is(messageOf(result), 'sh ended with 1')
}))

sealed.run()
