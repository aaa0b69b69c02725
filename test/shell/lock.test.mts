import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFailure } from '../../scripts/shell/failure.mts'
import { takeLock } from '../../scripts/shell/lock.mts'
import { reaches } from '../support/alive.mts'
import { start } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const module = join(import.meta.dirname, '../../scripts/shell/lock.mts')
const holder = (path: string) => start(['node', '--input-type=module-typescript', '-e', `
  import { takeLock } from ${JSON.stringify(module)}
  await takeLock(${JSON.stringify(path)}, 'backup')
  console.log('held')
  setInterval(() => {}, 1000)`])
const attempt = async (path: string): Promise<string> => {
  try {
    await (await takeLock(path, 'test')).release()
    return 'taken'
  } catch (error) {
    return isFailure(error) ? `${error.exit}: ${error.message}` : 'unexpected'
  }
}

const lock = suite('lock')

lock('is taken, freed and taken again', () => withTemp(async (folder) => {
  const path = join(folder, '.gantry/dev/lock')
  assert.is(await attempt(path), 'taken')
  assert.is(await attempt(path), 'taken')
  assert.ok((await stat(path)).isFile())
}))

lock('is busy while another process holds it, and says which', () => withTemp(async (folder) => {
  const path = join(folder, 'lock')
  const other = holder(path)
  await other.seen('held')
  assert.is(await attempt(path), `75: ${path} is held by process ${other.pid} (backup)`)
  other.kill('SIGKILL')
  await other.ended
  assert.ok(await reaches(async () => Number(await attempt(path) === 'taken'), 1, 2000), 'kill -9 frees it')
}))

lock('is taken by one of many', () => withTemp(async (folder) => {
  const path = join(folder, 'lock')
  const locks = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path, 'test')))
  const taken = locks.flatMap((each) => each.status === 'fulfilled' ? [each.value] : [])
  assert.is(taken.length, 1)
  await taken[0]?.release()
}))

lock('is quick', () => withTemp(async (folder) => {
  const path = join(folder, 'lock')
  await attempt(path)
  const begin = performance.now()
  for (let turn = 0; turn < 10; turn++) await attempt(path)
  assert.ok((performance.now() - begin) / 10 < 60, `${(performance.now() - begin) / 10} ms`)
}))

lock('says why it can not be taken', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'file'), '')
  assert.match(await attempt(join(folder, 'file/lock')), /^1: create .*file: a file stands there/)
  assert.match(await attempt('/proc/lock'), /^1: lock \/proc: flock: /)
  await symlink('nowhere/lock', join(folder, 'lock'))
  assert.match(await attempt(join(folder, 'lock')), /^1: lock .*No such file/)
}))

lock.run()
