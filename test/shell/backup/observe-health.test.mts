import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { backupFindings } from '../../../scripts/backup/health.mts'
import { runName } from '../../../scripts/backup/place.mts'
import type { Keeping } from '../../../scripts/kinds/keeping.mts'
import { observeBackups } from '../../../scripts/shell/backup/observe-health.mts'
import { openRun } from '../../../scripts/shell/backup/run-folder.mts'
import { withTemp } from '../../support/temp.mts'
import { environment, workload } from '../../targets/workload.mts'

const shop = environment({ workloads: [workload({ name: 'db', keeps: { of: 'postgres', format: 'sql' } as Keeping })] })
const now = Date.parse('2026-11-22T12:00:00Z')
const runAt = (time: string): string => runName(new Date(time), '3f9a')

const health = suite('health: backups as they lie there')

health('of runs that never ended, the dead are named: not one that is being written, nor one that has only just begun', () => withTemp(async (folder) => {
  const backups = join(folder, 'backups/prod')
  await mkdir(backups, { recursive: true })
  const [killed, writing, young] = ['2026-11-22T03:15:03Z', '2026-11-22T11:00:00Z', '2026-11-22T11:59:30Z'].map(runAt)
  await mkdir(join(backups, killed ?? ''))
  await writeFile(join(backups, killed ?? '', '.held'), '4711 backup\n')
  await mkdir(join(backups, young ?? ''))
  const open = await openRun(backups, writing ?? '')
  const seen = await observeBackups(folder, shop, now).finally(open.close)
  assert.equal([seen?.runs.map(({ run }) => run), seen?.dead, seen?.trouble], [[young, writing, killed], [killed], undefined])
  assert.match(seen ? backupFindings(shop, seen, now).map(({ text }) => text).join('\n') : '', `${killed} never ended`)
}))

health('where nothing is kept nothing is looked at', () => withTemp(async (folder) => assert.is(await observeBackups(folder, environment(), now), undefined)))

health.run()
