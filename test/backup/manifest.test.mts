import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { manifestText, readManifest } from '../../scripts/backup/manifest-text.mts'
import { isVerified } from '../../scripts/backup/manifest.mts'
import { madeArchive, madeManifest, proof } from './manifests.mts'

const manifest = madeManifest()
const text = manifestText(manifest)
const messageOf = (changed: string, run = manifest.run): string => {
  const read = readManifest(changed, run)
  return read.ok ? 'believed' : read.message
}

const written = suite('backup: manifest')

written('what is written is read again', () => assert.equal(readManifest(text, manifest.run), { ok: true, manifest }))

written('tables may be called like anything', () => {
  const counts = { constructor: 1, '12': 2, 'public."a\nb"': 3, toString: 4 }
  const odd = madeManifest({ archives: [madeArchive({ counts })] })
  const read = readManifest(manifestText(odd), odd.run)
  assert.ok(read.ok)
  assert.equal(read.ok && read.manifest.archives[0]?.counts, counts)
})

written('one bit that is another one is seen, wherever it is', () => {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << at % 8)
    assert.is(readManifest(flipped.toString('utf8'), manifest.run).ok, false, `byte ${at}: ${flipped.toString('utf8', Math.max(0, at - 20), at + 20)}`)
  }
})

written('one that is cut short is not believed, wherever it was cut', () => {
  for (let at = 0; at < text.length; at++) assert.is(readManifest(text.slice(0, at), manifest.run).ok, false, `after ${at} bytes`)
})

written('an edited one is not believed, and says so', () => {
  assert.match(messageOf(text.replace('"bytes": 100', '"bytes": 101')), 'seal does not fit')
  assert.match(messageOf(text.replace('"environment": "prod"', '"environment": "dev"')), 'seal does not fit')
  assert.match(messageOf(`${text}\n`), 'seal does not fit')
})

written('one of another run is not believed', () => assert.is(messageOf(text, '20261122T091504Z-0000'), `it belongs to the run ${manifest.run}`))

written('one of a version that is not known yet is not believed', () => assert.match(messageOf(text.replace('"version": 1', '"version": 2')), 'newer gantry'))

written('no file may be named outside of the run\'s folder', () => {
  for (const file of ['../db.sql.zst', '/etc/passwd', 'a/b.sql.zst', '', 'manifest.json'])
    assert.match(messageOf(manifestText(madeManifest({ archives: [madeArchive({ file })] }))), 'archives.0.file is not as gantry writes it', file)
})

written('what is no manifest at all is not believed', () => {
  for (const other of ['', 'null', '[]', '1', '{}', '{"seal":"x"}', '\0', '{"__proto__": {"version": 1}}']) assert.is(readManifest(other, manifest.run).ok, false, other)
})

written.run()

// ---

const verified = suite('backup: verified')
const runWith = (...proofs: Parameters<typeof proof>[]) => madeManifest({ archives: [madeArchive({ proofs: proofs.map((each) => proof(...each)) })] })

verified('a run is verified when every archive was read again', () => {
  assert.is(isVerified(runWith(['read', true])), true)
  assert.is(isVerified(runWith()), false)
  assert.is(isVerified(runWith(['read', false])), false)
  assert.is(isVerified(runWith(['read', true]), 'drill'), false)
})

verified('the latest look counts', () => {
  assert.is(isVerified(runWith(['read', true], ['read', false])), false)
  assert.is(isVerified(runWith(['read', false], ['read', true])), true)
})

verified('what a drill has refuted is not verified by having been read', () => {
  assert.is(isVerified(runWith(['read', true], ['drill', false])), false)
  assert.is(isVerified(runWith(['read', true], ['drill', false], ['drill', true])), true)
})

verified('a run with a failure is not, and one with nothing in it is not', () => {
  assert.is(isVerified(madeManifest({ failures: [{ service: 'db', item: '', message: 'x' }] })), false)
  assert.is(isVerified(madeManifest({ archives: [] })), false)
})

verified.run()
