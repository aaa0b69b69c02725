import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { progressText } from '../../scripts/restore/progress.mts'
import { versionTrouble } from '../../scripts/restore/version.mts'

const test = suite('whether an archive fits')

test('an older or equal major does', () => {
  for (const saved of ['17.2', '18.6 (Debian 18.6-3)', '18.9', undefined]) assert.is(versionTrouble('postgres', saved, '18.6'), undefined)
})
test('a newer one does not', () => assert.match(versionTrouble('postgres', '18.6 (Debian 18.6-3)', '17.2') ?? '', /saved by postgres 18\.6 and the server is 17\.2/))

test.run()

// ---

const progress = suite('how far it is')

progress('says how much, how fast and how long still', () => assert.is(progressText('db shop', 50 * 1024 ** 2, 150 * 1024 ** 2, 2000), 'db shop: 50 of 150 MiB, 25 MiB/s, 4 s left'))
progress('at its end nothing is left', () => assert.is(progressText('db', 1024 ** 2, 1024 ** 2, 1000), 'db: 1 of 1 MiB, 1.0 MiB/s'))

progress.run()
