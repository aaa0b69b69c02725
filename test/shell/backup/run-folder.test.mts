// limit: 180
import { spawn } from 'node:child_process'
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runName, runTime } from '../../../scripts/backup/place.mts'
import { writeManifestFile } from '../../../scripts/shell/backup/manifest-file.mts'
import { isDead, listRuns, openRun, removeRun } from '../../../scripts/shell/backup/run-folder.mts'
import { sweep } from '../../../scripts/shell/backup/sweep.mts'
import { madeManifest } from '../../backup/manifests.mts'
import { root } from '../../support/run.mts'
import { withTemp } from '../../support/temp.mts'
import { madeRun, names } from './stage.mts'

const run = '20261122T091503Z-3f9a'
const message = (action: Promise<unknown>): Promise<string> => action.then(() => 'done', (error: Error) => error.message)

const runs = suite('backup: runs in their folder')

runs('a new one is for its owner only, and held until it is closed', () => withTemp(async (backups) => {
  const before = process.umask(0)
  const open = await openRun(backups, run).finally(() => process.umask(before))
  assert.is(open.run, run)
  assert.is((await stat(open.folder)).mode & 0o7777, 0o700)
  assert.equal((await sweep(backups)), { removed: [], left: [`${open.folder} is being written by another process`] })
  await writeManifestFile(open.folder, madeManifest({ run: open.run }))
  await open.close()
  assert.equal(await names(open.folder), ['manifest.json'])
  assert.is((await stat(join(open.folder, 'manifest.json'))).mode & 0o7777, 0o600)
}))

runs('a name that is taken is refused, also by a link', () => withTemp(async (backups) => {
  await mkdir(join(backups, 'elsewhere'))
  await symlink(join(backups, 'elsewhere'), join(backups, run))
  assert.match(await message(openRun(backups, run)), 'a file stands there')
  assert.equal(await names(join(backups, 'elsewhere')), [])
}))

runs('are listed newest first, each for what it is', () => withTemp(async (backups) => {
  assert.equal(await listRuns(join(backups, 'none')), [])
  await madeRun(backups, run)
  await madeRun(backups, runName(new Date('2026-11-23T00:00:00Z'), '0000'), [], false)
  const swapped = await madeRun(backups, runName(new Date('2026-11-24T00:00:00Z'), '0000'))
  await writeFile(join(swapped, 'manifest.json'), await readFile(join(backups, run, 'manifest.json')))
  const linked = await madeRun(backups, runName(new Date('2026-11-25T00:00:00Z'), '0000'), [], false)
  await symlink(join(backups, run, 'manifest.json'), join(linked, 'manifest.json'))
  await mkdir(join(backups, 'lost+found'))
  await symlink(join(backups, run), join(backups, runName(new Date('2026-11-26T00:00:00Z'), '0000')))
  assert.equal((await listRuns(backups)).map((found) => [found.run.slice(0, 8), found.is, found.is === 'doubtful' ? found.message.replace(/^.*manifest\.json:? /, '') : '']), [
    ['20261125', 'doubtful', 'is no file'], ['20261124', 'doubtful', `it belongs to the run ${run}`], ['20261123', 'unended', ''], ['20261122', 'ended', ''],
  ])
}))

runs('one that never ended is dead when nobody holds it, and not when somebody does', () => withTemp(async (backups) => {
  const later = (runTime(run)?.getTime() ?? 0) + 3_600_000
  const open = await openRun(backups, run)
  assert.is(await isDead(backups, run, later), false)
  await open.close()
  assert.is(await isDead(backups, run, later), true)
  await writeFile(join(open.folder, '.held'), '')
  assert.is(await isDead(backups, run, later), true)
  assert.is(await isDead(backups, run, later - 3_590_000), false)
  assert.equal(await names(open.folder), ['.held'])
}))

runs('a manifest is never written through a link', () => withTemp(async (backups) => {
  const folder = await madeRun(backups, run, [], false)
  await writeFile(join(backups, 'precious'), 'as it was')
  await symlink(join(backups, 'precious'), join(folder, 'manifest.json'))
  assert.match(await message(writeManifestFile(folder, madeManifest())), 'something other than a file')
  assert.is(await readFile(join(backups, 'precious'), 'utf8'), 'as it was')
}))

runs('one is removed with all that is in it, and no other', () => withTemp(async (backups) => {
  await madeRun(backups, run, ['db.app.sql.zst', 'db.sql.zst.age', '.db.x.sql.zst.partial', '.held'])
  const other = await madeRun(backups, '20261122T091503Z-3f9b')
  await removeRun(backups, run)
  assert.equal(await names(backups), ['20261122T091503Z-3f9b'])
  assert.equal(await names(other), ['db.app.sql.zst', 'manifest.json'])
}))

runs('what gantry did not put there stays when it is removed', () => withTemp(async (backups) => {
  const folder = await madeRun(backups, run, ['db.app.sql.zst', 'notes.txt'])
  assert.match(await message(removeRun(backups, run)), 'stays: gantry did not put notes.txt there')
  assert.equal(await names(folder), ['notes.txt'])
  for (const name of ['..', 'notes', '', `${run}/..`]) assert.match(await message(removeRun(backups, name)), 'no run of gantry')
}))

runs('one that is being removed when something ends that never looks whole', () => withTemp(async (backups) => {
  const files = Array.from({ length: 400 }, (_, index) => `db.x${index}.sql.zst`)
  const removing = `const { removeRun } = await import(${JSON.stringify(join(root, 'scripts/shell/backup/run-folder.mts'))}); console.log('ready'); await removeRun(${JSON.stringify(backups)}, ${JSON.stringify(run)})`
  let halves = 0
  for (let turn = 0; turn < 10; turn++) {
    await madeRun(backups, run, files)
    const child = spawn(process.execPath, ['--input-type=module', '--eval', removing], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    setTimeout(() => child.kill('SIGKILL'), turn * 2)
    await new Promise((resolve) => child.once('exit', resolve))
    const [found] = await listRuns(backups)
    const left = found ? (await names(join(backups, run))).length : 0
    assert.ok(found === undefined || found.is === 'unended' || left === files.length + 1, `turn ${turn}: ${found?.is} with ${left} files`)
    if (found?.is === 'unended') halves += 1
    if (found?.is === 'ended') await removeRun(backups, run)
    else assert.equal((await sweep(backups)).left, [])
    assert.equal(await names(backups), [])
  }
  console.log(`half removed in ${halves} of 10 turns`)
}))

runs.run()
