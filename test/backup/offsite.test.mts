import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { afterCopy, afterFailure, copyTime, destinationTrouble, missingIn, rcloneArgvs, restic, snapshotOf, speakable, stateOf, waitingRuns } from '../../scripts/backup/offsite.mts'
import { madeArchive, madeManifest, proof } from './manifests.mts'

const ran = (day: number) => madeManifest({ run: `202611${day}T091503Z-3f9a` })
const names = (list: readonly { readonly run: string }[]) => list.map(({ run }) => run.slice(6, 8))

const choice = suite('backup: what is copied elsewhere')

choice('verified runs that are not there, the newest first', () => {
  const damaged = madeManifest({ run: '20261113T091503Z-3f9a', archives: [madeArchive({ proofs: [proof('read', false)] })] })
  const failed = madeManifest({ run: '20261114T091503Z-3f9a', failures: [{ service: 'db', item: '', message: 'x' }] })
  assert.equal(names(waitingRuns([ran(10), ran(11), damaged, failed, ran(12)], { runs: { [ran(11).run]: '' } })), ['12', '10'])
})

choice('a run counts as there after its copy, and only then', () => {
  const none = stateOf({ to: 'far:', by: 'rclone' }, {})
  const failed = afterFailure(none, 'T1', 'cut')
  assert.equal(failed, { by: 'rclone', runs: {}, lastError: { at: 'T1', message: 'cut' } })
  assert.equal(afterCopy(failed, 'b', ['a', 'b'], 'T2'), { by: 'rclone', runs: { b: 'T2' }, lastSuccess: 'T2' })
  assert.equal(afterCopy({ by: 'rclone', runs: { gone: 'T0', a: 'T1' } }, 'b', ['a', 'b'], 'T2').runs, { a: 'T1', b: 'T2' })
})

choice('another tool begins anew, and no destination is taken for a word of JavaScript', () => {
  assert.equal(stateOf({ to: 'far:', by: 'restic' }, { 'far:': { by: 'rclone', runs: { a: '' } } }), { by: 'restic', runs: {} })
  assert.equal(stateOf({ to: 'constructor', by: 'restic' }, {}), { by: 'restic', runs: {} })
})

choice('the time it may take grows with its bytes', () => assert.equal([0, 250e6].map((bytes) => copyTime(madeManifest({ archives: [madeArchive({ bytes })] }))), [600_000, 1_600_000]))

choice.run()

// ---

const commands = suite('backup: command lines of rclone and restic')

commands('rclone: archives, then the manifest, then a comparison', () => assert.equal(
  rcloneArgvs('/srv/backups/prod', 'far:bucket', 'shop-prod', 'R').map((argv) => argv.filter((word) => !/^--(?:retries|low|cont|timeout)|^\d+[sm]?$/.test(word)).join(' ')),
  ['rclone copy /srv/backups/prod/R far:bucket/shop-prod/R --exclude /manifest.json --exclude /.held', 'rclone copyto /srv/backups/prod/R/manifest.json far:bucket/shop-prod/R/manifest.json', 'rclone check /srv/backups/prod/R far:bucket/shop-prod/R --one-way --exclude /.held'],
))
commands('the root of a remote needs no slash', () => assert.is(rcloneArgvs('/b', 'far:', 'shop-prod', 'R')[0]?.[3], 'far:shop-prod/R'))
commands('restic: repository and password in no word', () => assert.is(restic.copy('/srv/backups/prod', 'shop-prod', 'R').join(' '), 'restic backup --json --host shop-prod --tag R --exclude .held /srv/backups/prod/R'))

commands('a snapshot counts when its summary and its listing say so', () => {
  assert.is(snapshotOf('{"message_type":"status"}\n{"message_type":"summary","snapshot_id":"0123abcd"}\n'), '0123abcd')
  assert.is(snapshotOf('{"message_type":"status"}\n{"message_type":"summ'), undefined)
  const listing = '{"struct_type":"snapshot"}\n{"type":"file","name":"db.app.sql.zst","size":100}\n{"type":"file","name":"manifest.json","size":7}\n'
  assert.equal(missingIn(listing, madeManifest()), [])
  assert.equal(missingIn(listing.replace('100', '99'), madeManifest()), ['db.app.sql.zst'])
  assert.equal(missingIn('', madeManifest()), ['db.app.sql.zst', 'manifest.json'])
})

commands('a folder of this machine needs the tool itself; a password belongs elsewhere', () => {
  assert.match(destinationTrouble({ to: '/mnt/x', by: 'restic' }, false) ?? '', /restic is not installed/)
  assert.is(destinationTrouble({ to: '/mnt/x', by: 'restic' }, true), undefined)
  assert.match(destinationTrouble({ to: ':s3,access_key_id=a,secret_access_key=b:bucket', by: 'rclone' }, true) ?? '', /rclone\.conf/)
  assert.is(destinationTrouble({ to: 's3:s3.example.com/key-bucket', by: 'restic' }, false), undefined)
})

commands('what a tool says is shown without what it was given', () =>
  assert.is(speakable('a\nb\nFatal: rest:https://me:hunter2@host/: wrong key s3cr3t\n', ['s3cr3t', 'a']), 'a b Fatal: rest:https://me:***@host/: wrong key ***'))

commands.run()
