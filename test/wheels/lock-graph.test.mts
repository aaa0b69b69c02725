import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { reach, type Edge, type Locked } from '../../scripts/wheels/lock-graph.mts'

const edge = (text: string): Edge => {
  const [, to = '', extras = '', marker] = /^(\w+)(?:\[(.*)\])?(?: ; (.*))?$/.exec(text) ?? []
  return { to, extras: extras === '' ? [] : extras.split(','), ...marker ? { marker } : {} }
}
const locked = (key: string, needs: readonly string[], extras: Readonly<Record<string, readonly string[]>> = {}): readonly [string, Locked] =>
  [key, { key, needs: needs.map(edge), extras: Object.fromEntries(Object.entries(extras).map(([name, list]) => [name, list.map(edge)])) }]
const from = (needs: readonly string[], ...lock: readonly (readonly [string, Locked])[]) => Object.fromEntries([...reach(needs.map(edge), new Map(lock))].sort())

const graph = suite('wheels: who needs whom')

graph('all that is needed, and nothing else', () => assert.equal(from(['a'], locked('a', ['b']), locked('b', []), locked('c', [])), { a: undefined, b: undefined }))

graph('a condition counts for all behind it', () => assert.equal(from(['a ; x'], locked('a', ['b ; y']), locked('b', [])), { a: 'x', b: 'x and y' }))

graph('on two ways any of the two does, and always is stronger', () => {
  assert.equal(from(['a ; x', 'b'], locked('a', ['c']), locked('b', ['c ; y']), locked('c', [])), { a: 'x', b: undefined, c: '(x) or (y)' })
  assert.equal(from(['a ; x', 'b'], locked('a', ['c']), locked('b', ['c']), locked('c', [])), { a: 'x', b: undefined, c: undefined })
})

graph('an extra brings its own needs', () => assert.equal(from(['a[fast]'], locked('a', ['b'], { fast: ['c'], slow: ['d'] }), locked('b', []), locked('c', []), locked('d', [])), { a: undefined, b: undefined, c: undefined }))

graph('a circle ends', () => assert.equal(from(['a ; x'], locked('a', ['b ; y']), locked('b', ['a'])), { a: '(x) or (x and y)', b: 'x and y' }))

graph('a condition with `or` keeps its meaning behind another', () => assert.equal(from(['a ; x or y'], locked('a', ['b ; z']), locked('b', [])), { a: 'x or y', b: '(x or y) and z' }))

graph.run()
