import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Manifest } from '../../scripts/backup/manifest.mts'
import { forecast } from '../../scripts/report/backup.mts'
import { madeManifest } from '../backup/manifests.mts'
import { backupSettings, environment } from '../targets/workload.mts'

const test = suite('backup: what --dry-run says of the runs there are')

const keep = { last: 2, daily: 0, weekly: 0, monthly: 0, yearly: 0, verified: 1 }
const told = (...runs: readonly Manifest[]): string =>
  forecast(environment({ backups: backupSettings({ keep }) }), { run: '20261122T091503Z-0003', runs: runs.map((one) => ({ run: one.run, is: 'ended', manifest: one })), services: undefined, level: 'read', told: undefined, now: new Date('2026-11-22T09:15:03Z') })

test('which stay and which go, and why', () => {
  const text = told(madeManifest({ run: '20261121T091503Z-0002' }), madeManifest({ run: '20261120T091503Z-0001' }))
  assert.match(text, /20261121T091503Z-0002 +stays +last 2 of 2/)
  assert.match(text, /20261120T091503Z-0001 +goes +no rule asks for it/)
})
test('or that there are none', () => assert.match(told(), 'there are none'))

test.run()
