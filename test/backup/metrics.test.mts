import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { metricsText } from '../../scripts/backup/metrics.mts'
import { destinationName, statusLine, statusOf, toldRun, withOffsite } from '../../scripts/backup/status.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { unpacked } from '../support/unpacked.mts'
import { madeArchive, madeManifest, proof } from './manifests.mts'

const environment = { name: 'prod', stack: 'demo' }
const times = { run: '20261122T091503Z-3f9a', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:13.500Z' }

const statuses = suite('backup: status')

statuses('of a run that went well says how far it is proved', () => {
  const status = statusOf({ environment, ...times, manifest: madeManifest() })
  assert.equal([status.ok, status.proved, status.bytes, status.failures], [true, 'read', 100, []])
  assert.is(statusLine(status), 'backup of demo/prod: 1 archives, 100 bytes, verified')
})

statuses('names its run to whoever reads its file, and nothing where somebody else has written it', () => {
  assert.is(toldRun(JSON.stringify(statusOf({ environment, ...times, error: 'the text "run": "other" is in it' }), undefined, 2)), times.run)
  for (const text of ['', '{', 'null', '[]', '{"run": 1}', '{"of": {"run": "x"}}']) assert.is(toldRun(text), undefined)
})

statuses('of a run that broke down has its cause, and no archives', () => {
  const status = statusOf({ environment, ...times, error: 'the disk is full' })
  assert.equal([status.ok, status.error, status.archives], [false, 'the disk is full', []])
  assert.is(statusLine(status), 'backup of demo/prod failed: the disk is full')
})

statuses('is not ok when a service could not be saved, or a proof failed', () => {
  const missed = statusOf({ environment, ...times, manifest: madeManifest({ failures: [{ service: 'db', item: 'app', message: 'lock timeout' }] }) })
  assert.equal([missed.ok, statusLine(missed)], [false, 'backup of demo/prod is not whole: db app: lock timeout'])
  const damaged = statusOf({ environment, ...times, manifest: madeManifest({ archives: [madeArchive({ proofs: [proof('read', false)] })] }) })
  assert.equal([damaged.ok, damaged.failures], [false, [{ service: 'db', item: 'app', message: 'not proved (read): damaged' }]])
})

statuses('shows destinations without their passwords', () => {
  assert.equal(['far:bucket', 'rest:https://me:hunter2@host/path', 'sftp:me@host:/path'].map(destinationName), ['far:bucket', 'rest:https://me:***@host/path', 'sftp:me@host:/path'])
  const state = { by: 'restic' as const, runs: {}, lastError: { at: '', message: 'it says 503' } }
  assert.equal(withOffsite(statusOf({ environment, ...times, manifest: madeManifest() }), { version: 1, offsite: { 'far:bucket': state } }, [{ to: 'far:bucket' }, { to: 'b:c' }]).offsite,
    [{ to: 'far:bucket', lastSuccess: null, lastError: 'it says 503' }, { to: 'b:c', lastSuccess: null, lastError: null }])
})

statuses.run()

// ---

const metrics = suite('backup: metrics')
const text = (item = 'app') => metricsText(
  statusOf({ environment, ...times, manifest: madeManifest({ archives: [madeArchive({ item })] }) }),
  [{ service: 'db', rpo: 93_600_000, verifiedAt: Date.parse(times.startedAt), drilledAt: Date.parse('2026-11-20T00:00:00Z') }, { service: 'queue', rpo: 3_600_000 }],
  { version: 1, offsite: { 'far:bucket': { by: 'rclone', runs: {}, lastSuccess: '2026-11-22T09:16:00.000Z' } } }, { offsite: [{ to: 'far:bucket', by: 'rclone' }, { to: 'never:', by: 'rclone' }] },
)

metrics('have help, a type, and a value for each service that has one', () => {
  assert.match(text(), '# HELP gantry_backup_last_run_success Whether everything was saved and read again: 1, else 0.\n# TYPE gantry_backup_last_run_success gauge\ngantry_backup_last_run_success{stack="demo",environment="prod"} 1\n')
  assert.match(text(), '\ngantry_backup_last_run_duration_seconds{stack="demo",environment="prod"} 10.5\n')
  assert.match(text(), '\ngantry_backup_last_verified_timestamp_seconds{stack="demo",environment="prod",service="db"} 1795338903\n')
  assert.is(text().match(/gantry_backup_last_verified_timestamp_seconds\{/g)?.length, 1)
  assert.match(text(), '\ngantry_backup_rpo_seconds{stack="demo",environment="prod",service="queue"} 3600\n')
  assert.match(text(), '\ngantry_backup_offsite_last_success_timestamp_seconds{stack="demo",environment="prod",destination="far:bucket"} 1795338960\n')
})

metrics('escape whatever a database is called', () => assert.match(text('a"b\\c\nd'), 'item="a\\"b\\\\c\\nd"'))

const promtool = unpacked('promtool')
when(promtool !== undefined, 'no promtool unpacked', metrics)('are accepted by promtool', async () => {
  for (const item of ['app', 'a"b\\c\nd']) {
    const { code, stdout, stderr } = await run([promtool ?? '', 'check', 'metrics'], { stdin: text(item) })
    assert.equal([code, stdout, stderr], [0, '', ''])
  }
})

metrics.run()
