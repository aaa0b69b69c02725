// limit: 180
import { chmod, mkdir, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkMarker, enterTarget } from '../../../scripts/shell/backup/marker.mts'
import { withTemp } from '../../support/temp.mts'
import { names } from './stage.mts'

const message = (action: Promise<unknown>): Promise<string> => action.then(() => 'done', (error: Error) => error.message)

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
