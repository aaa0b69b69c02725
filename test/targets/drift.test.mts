import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compare, hashOf, readRecord } from '../../scripts/targets/drift.mts'

type Disk = Readonly<Record<string, string>>
const look = (produced: Disk, disk: Disk, record = '') => compare({
  produced: Object.entries(produced).map(([path, content]) => ({ path, content })),
  onDisk: new Map(Object.entries(disk).map(([path, content]) => [path, hashOf(content)])),
  recorded: readRecord(record),
})
const changes = (...args: Parameters<typeof look>) => look(...args).changes.map((change) => `${change.do} ${change.path}: ${change.why}`)
const recordOf = (disk: Disk) => look(disk, {}).after

const test = suite('drift')

test('a file that is not there is written', () => {
  assert.equal(changes({ a: '1' }, {}), ['write a: new'])
  assert.equal(changes({ a: '1' }, {}, recordOf({ a: '1' })), ['write a: missing'])
})

test('a file that is what it should be is left, whoever wrote it', () => {
  assert.equal(changes({ a: '1' }, { a: '1' }, recordOf({ a: '1' })), ['nothing a: current'])
  assert.equal(changes({ a: '1' }, { a: '1' }), ['nothing a: current'])
})

test('a file of ours is replaced, and removed when it is no longer rendered', () => {
  assert.equal(changes({ a: '2' }, { a: '1', b: '1' }, recordOf({ a: '1', b: '1' })), ['write a: changed', 'remove b: no longer rendered'])
  assert.equal(changes({}, {}, recordOf({ b: '1' })), ['nothing b: current'])
})

test('a file edited by hand, or of somebody else, is refused', () => {
  assert.equal(changes({ a: '2' }, { a: 'mine' }, recordOf({ a: '1' })), ['refuse a: edited by hand'])
  assert.equal(changes({}, { a: 'mine' }, recordOf({ a: '1' })), ['refuse a: edited by hand'])
  assert.equal(changes({ a: '2' }, { a: 'mine' }), ['refuse a: not rendered by gantry'])
})

test('where only a part is produced, the rest of the record stays as it is', () => {
  const recorded = recordOf({ a: '1', b: '1' })
  const { changes: found, before, after } = compare({ produced: [{ path: 'a', content: '2' }], onDisk: new Map([['a', hashOf('1')]]), recorded: readRecord(recorded), isPart: true })
  assert.equal(found.map((change) => `${change.do} ${change.path}`), ['write a'])
  assert.is(after, `${hashOf('2')}  a\n${hashOf('1')}  b\n`)
  assert.equal([...readRecord(before).get('a') ?? []].sort(), [hashOf('1'), hashOf('2')].sort())
})

test('the record lists what sha256sum can check', () => {
  assert.is(look({ 'b/x y': '1', a: '2' }, {}).after, `${hashOf('2')}  a\n${hashOf('1')}  b/x y\n`)
})

test('whenever the writing stops, everything on disk is still ours', () => {
  const old = { a: '1', b: '1', gone: '1' }
  const { before, after } = look({ a: '2', b: '2', c: '2' }, old, recordOf(old))
  const steps: readonly (readonly [Disk, string])[] = [
    [old, recordOf(old)], [old, before], [{ ...old, a: '2' }, before], [{ a: '2', b: '2', gone: '1' }, before],
    [{ a: '2', b: '2', c: '2', gone: '1' }, before], [{ a: '2', b: '2', c: '2' }, before], [{ a: '2', b: '2', c: '2' }, after],
  ]
  for (const [disk, record] of steps) {
    assert.not.match(changes({ a: '2', b: '2', c: '2' }, disk, record).join(), 'refuse')
    assert.not.match(changes({ a: '3', d: '3' }, disk, record).join(), 'refuse')
  }
})

test('a record does not grow: two hashes a path at most', () => {
  const old = { a: '1' }
  const first = look({ a: '2' }, old, recordOf(old)).before
  const second = look({ a: '3' }, { a: '2' }, first).before
  assert.equal([...readRecord(second).get('a') ?? []].sort(), [hashOf('2'), hashOf('3')].sort())
})

test.run()
