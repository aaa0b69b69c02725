import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isNote, lacking, readNotes } from '../../scripts/backup/counts.mts'

const test = suite('counts')

test('are read from lines among others, whatever a table is called', () => assert.equal(
  readNotes(['pg_dump: warning: x', 'gantry counted ["public.\\"a\\nb\\"", 2]', 'gantry counted ["__proto__", 1]', 'gantry traits {"encoding": "UTF8", "n": 1}']),
  { counts: Object.fromEntries([['public."a\nb"', 2], ['__proto__', 1]]), traits: { encoding: 'UTF8', n: '1' } }))
test('a complaint is no note', () => assert.equal(['gantry counted ["a", 1]', 'pg_dump: error: gantry counted ["a", 1]', 'gantry counted nothing'].map(isNote), [true, false, false]))
test('what is missing, less, more or new is said', () => assert.equal(lacking({ a: 1, b: 2, c: 3, d: 4 }, { b: 1, c: 4, d: 4, e: 5 }, true), [
  'a is missing (1 when it was saved)', 'b has 1, not 2 as when it was saved', 'c has 4, not 3 as when it was saved', 'e was not there when it was saved']))
test('where the count is a moment older, only what came up empty is a fault', () => assert.equal(lacking({ db0: 5, db1: 3, db2: 0 }, { db0: 4, db7: 1 }, false), ['db1 is missing (3 when it was saved)']))
test('a table by the name of a property of every object is a table', () => assert.equal(lacking({ constructor: 1 } as never, {}, true), ['constructor is missing (1 when it was saved)']))

test.run()
