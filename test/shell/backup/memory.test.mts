import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changeMemory, readMemory } from '../../../scripts/shell/backup/memory.mts'
import { withTemp } from '../../support/temp.mts'

const memory = suite('backup: what is remembered')

memory('keeps what it does not know', () => withTemp(async (folder) => {
  await mkdir(join(folder, '.gantry/prod'), { recursive: true })
  await writeFile(join(folder, '.gantry/prod/backups.json'), '{"version":1,"other":{"a":1}}')
  await changeMemory(folder, 'prod', (before) => ({ ...before, lastRun: 'x' }))
  assert.equal(JSON.parse(await readFile(join(folder, '.gantry/prod/backups.json'), 'utf8')), { version: 1, other: { a: 1 }, lastRun: 'x' })
}))

memory('that is damaged is said, not taken for none', () => withTemp(async (folder) => {
  await mkdir(join(folder, '.gantry/prod'), { recursive: true })
  await writeFile(join(folder, '.gantry/prod/backups.json'), '{"version":1,')
  assert.match(await readMemory(folder, 'prod').catch((error: Error) => error.message) as string, /backups\.json is not what gantry wrote there/)
}))

memory.run()
