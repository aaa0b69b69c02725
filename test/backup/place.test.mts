import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { archiveName, archiveSuffix, isArchiveName, isUnfinishedName, partialName, runName, runTime } from '../../scripts/backup/place.mts'

const place = suite('backup: where things stand')

place('a run is called by its time in UTC', () => {
  assert.is(runName(new Date('2026-11-22T09:15:03.987Z'), '3f9a'), '20261122T091503Z-3f9a')
  assert.is(runTime('20261122T091503Z-3f9a')?.toISOString(), '2026-11-22T09:15:03.000Z')
})

place('two runs in the hour that comes twice have names of their own', () => {
  const [first, second] = [new Date('2026-10-25T02:30:00+02:00'), new Date('2026-10-25T02:30:00+01:00')]
  assert.is.not(runName(first, '0000'), runName(second, '0000'))
})

place('nothing else is taken for a run', () => {
  for (const name of ['', '20261122T091503Z', '20261122T091503Z-3f9', '20261122T091503Z-3F9A', '20260230T091503Z-3f9a', '20261322T091503Z-3f9a', 'x20261122T091503Z-3f9a', '20261122T091503Z-3f9a.old', '../20261122T091503Z-3f9a'])
    assert.is(runTime(name), undefined, name)
})

place('an archive says what is in it and in what form', () => {
  assert.is(archiveName('db', 'app', archiveSuffix('sql', false)), 'db.app.sql.zst')
  assert.is(archiveName('cache', '', archiveSuffix('rdb', true)), 'cache.rdb.zst.age')
})

const hostile = ['a b', '-rf', '$(touch x)', '"; DROP DATABASE app; --', 'app', 'app-staging', 'App', 'APP', 'a\nb', 'a/b', '..', '../../etc/passwd', '.', 'app.sql', '%41pp', '%', '~', 'a~b', 'ä', 'a\u0308', '\u202e', '日'.repeat(21), `${'x'.repeat(300)}a`, `${'x'.repeat(300)}b`, 'ä'.repeat(60), `${'ä'.repeat(60)}x`]

place('every item has a file name of its own, also where capitals count for nothing', () => {
  const names = hostile.map((item) => archiveName('db', item, 'sql.zst.age'))
  assert.is(new Set(names.map((name) => name.toLowerCase())).size, hostile.length)
})

place('every file name is plain, short enough while it is unfinished, and known again', () => {
  for (const item of hostile) {
    const name = archiveName('a-service-with-a-name-of-forty-characters', item, 'clickhouse.zst.age')
    assert.match(name, /^[a-z0-9._%~-]+$/)
    assert.ok(partialName(name).length <= 255, name)
    assert.ok(isArchiveName(name), name)
    assert.ok(isUnfinishedName(partialName(name)), name)
  }
})

place('files of others are neither archives nor unfinished', () => {
  for (const name of ['notes.txt', 'db.sql', '.bashrc', 'x.partial', '.x.partial', 'DB.sql.zst', 'db.sql.zst.bak', 'manifest.json', '.gantry', '.gantry-x.tmp'])
    assert.is(isArchiveName(name) || isUnfinishedName(name), false, name)
  assert.ok(isUnfinishedName('.gantry-0123456789ab.tmp'))
})

place.run()
