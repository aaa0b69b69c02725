// limit: 180
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sweep } from '../../../scripts/shell/backup/sweep.mts'
import { withTemp } from '../../support/temp.mts'
import { madeRun, names } from './stage.mts'

const run = '20261122T091503Z-3f9a'

const swept = suite('backup: what killed runs have left')

swept('the folder of a run that never ended goes, and half-written files beside whole ones', () => withTemp(async (backups) => {
  const dead = await madeRun(backups, run, ['db.app.sql.zst', '.db.other.sql.zst.partial', '.held'], false)
  const whole = await madeRun(backups, '20261121T091503Z-0000', ['db.app.sql.zst', '.gantry-0123456789ab.tmp', '.held'])
  assert.equal(await sweep(backups), { removed: [join(whole, '.gantry-0123456789ab.tmp'), dead], left: [] })
  assert.equal(await names(backups), ['20261121T091503Z-0000'])
  assert.equal(await names(whole), ['db.app.sql.zst', 'manifest.json'])
  assert.equal(await sweep(backups), { removed: [], left: [] })
}))

swept('so do reports and notes that were being written, beside the runs and in the home of the environment', () => withTemp(async (folder) => {
  const [backups, home] = [join(folder, 'backups'), join(folder, 'home')]
  for (const path of [backups, join(home, 'metrics'), join(home, 'schedule')]) await mkdir(path, { recursive: true })
  const draft = '.gantry-0123456789ab.tmp'
  const own = [backups, home, join(home, 'metrics')].map((path) => join(path, draft))
  const others = [join(home, 'schedule', draft), ...['.gantry-0123456789AB.tmp', '.gantry-0123.tmp', '.gantry', 'status.json', '.db.app.sql.zst.partial'].map((name) => join(backups, name))]
  for (const path of [...own, ...others]) await writeFile(path, 'x')
  await mkdir(join(home, '.gantry-ba9876543210.tmp'))
  await symlink(join(backups, 'status.json'), join(home, '.gantry-aaaaaaaaaaaa.tmp'))
  assert.equal(await sweep(backups, home), { removed: own, left: [] })
  for (const path of others) assert.is(await readFile(path, 'utf8'), 'x')
  assert.equal(await names(home), ['.gantry-aaaaaaaaaaaa.tmp', '.gantry-ba9876543210.tmp', 'metrics', 'schedule'])
}))

swept('nothing goes that gantry did not name', () => withTemp(async (backups) => {
  const folder = await madeRun(backups, run, ['mine.txt', '.mine.partial'], false)
  await mkdir(join(backups, 'other'))
  await writeFile(join(backups, 'other', '.db.app.sql.zst.partial'), 'x')
  await symlink(join(backups, 'other'), join(backups, '20261121T091503Z-0000'))
  const { removed, left } = await sweep(backups)
  assert.equal(removed, [])
  assert.match(left.join(), 'gantry did not put .mine.partial, mine.txt there')
  assert.equal(await names(folder), ['.mine.partial', 'mine.txt'])
  assert.equal(await names(join(backups, 'other')), ['.db.app.sql.zst.partial'])
}))

swept('a run whose manifest is not believed stays', () => withTemp(async (backups) => {
  const folder = await madeRun(backups, run)
  await writeFile(join(folder, 'manifest.json'), '{')
  assert.equal(await sweep(backups), { removed: [], left: [] })
  assert.equal(await names(folder), ['db.app.sql.zst', 'manifest.json'])
}))

swept.run()
