// limit: 180
import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runName, runTime } from '../../../scripts/backup/place.mts'
import { checkMarker, enterTarget } from '../../../scripts/shell/backup/marker.mts'
import { writeManifestFile } from '../../../scripts/shell/backup/manifest-file.mts'
import { isDead, listRuns, openRun, removeRun } from '../../../scripts/shell/backup/run-folder.mts'
import { sweep } from '../../../scripts/shell/backup/sweep.mts'
import { madeManifest } from '../../backup/manifests.mts'
import { root } from '../../support/run.mts'
import { withTemp } from '../../support/temp.mts'
import { names } from './stage.mts'

const run = '20261122T091503Z-3f9a'
const message = (action: Promise<unknown>): Promise<string> => action.then(() => 'done', (error: Error) => error.message)

/** A run in a folder, with files of these names; with a manifest unless told. */
const madeRun = async (backups: string, name: string, files: readonly string[] = ['db.app.sql.zst'], manifest = true): Promise<string> => {
  const folder = join(backups, name)
  await mkdir(folder, { mode: 0o700 })
  for (const file of files) await writeFile(join(folder, file), 'x')
  if (manifest) await writeManifestFile(folder, madeManifest({ run: name }))
  return folder
}

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

// ---

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

// ---

const marker = suite('backup: the folder is the one of the runs before')

marker('a new one gets a marker and is for its owner only', () => withTemp(async (folder) => {
  const backups = join(folder, 'backups', 'prod')
  const before = process.umask(0)
  const id = await enterTarget(backups, undefined).finally(() => process.umask(before))
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.is((await stat(backups)).mode & 0o7777, 0o700)
  assert.is((await stat(join(backups, '.gantry'))).mode & 0o7777, 0o600)
  assert.is(await enterTarget(backups, id), id)
  assert.is(await enterTarget(backups, undefined), id)
}))

marker('one that is not mounted is refused, and nothing is written into what stands there instead', () => withTemp(async (folder) => {
  const backups = join(folder, 'prod')
  const id = await enterTarget(backups, undefined)
  await rename(backups, join(folder, 'away'))
  assert.match(await message(enterTarget(backups, id)), 'is its disk not mounted?')
  assert.equal(await names(folder), ['away'])
  await mkdir(backups)
  assert.match(await message(enterTarget(backups, id)), 'is its disk not mounted?')
  assert.equal(await names(backups), [])
}))

marker('one of other backups is refused', () => withTemp(async (folder) => {
  const id = await enterTarget(join(folder, 'one'), undefined)
  await enterTarget(join(folder, 'two'), undefined)
  assert.match(await message(checkMarker(join(folder, 'two'), id)), 'belongs to other backups')
  await writeFile(join(folder, 'two', '.gantry'), 'something')
  assert.match(await message(checkMarker(join(folder, 'two'), undefined)), 'not what gantry wrote')
}))

marker('a link is refused: who puts one there moves backups elsewhere', () => withTemp(async (folder) => {
  await mkdir(join(folder, 'elsewhere'))
  await chmod(join(folder, 'elsewhere'), 0o755)
  await symlink(join(folder, 'elsewhere'), join(folder, 'prod'))
  assert.match(await message(enterTarget(join(folder, 'prod'), undefined)), 'is a symbolic link')
  assert.is((await stat(join(folder, 'elsewhere'))).mode & 0o7777, 0o755)
  assert.equal(await readdir(join(folder, 'elsewhere')), [])
}))

marker.run()
