import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { merge, spaced, type Data } from '../../scripts/targets/data.mts'
import { writeYaml } from '../../scripts/targets/yaml.mts'

const test = suite('writeYaml')

test('writes what a person would write', () => {
  assert.is(writeYaml({ name: 'shop', command: ['node', '--flag', 'a b'], ports: ['127.0.0.1:80:80'], every: '1m30s', empty: {}, none: [], on: true, nothing: null,
    volumes: [{ type: 'volume', target: '/data' }, ['a', { b: 1 }]] }), `name: shop
command: [node, --flag, "a b"]
ports: ["127.0.0.1:80:80"]
every: 1m30s
empty: {}
none: []
"on": true
nothing: null
volumes:
  - type: volume
    target: /data
  - - a
    - b: 1
`)
})

test('writes several lines as a block, and quotes them when a block could be misread', () => {
  assert.is(writeYaml({ a: 'one\n  two\n', b: ['x\ny'], c: ' x\ny', d: 'tab\there\nx' }), 'a: |\n  one\n    two\nb:\n  - |-\n    x\n    y\nc: " x\\ny"\nd: "tab\\there\\nx"\n')
})

test('quotes what some reader would take for something else', () => {
  for (const text of ['yes', 'No', 'on', 'y', 'null', '~', '', '1', '1_000', '0x1', '0o7', '010', '1e3', '.5', '.inf', '12:30', '1:2:3', '2001-01-01', '<<', '=', '-', '---', '- a', 'a: b', 'a #b', ' a', 'a ', '[a', '{a', '*a', '&a', '!a', '%a', '@a', '`a', '|', '>', '"', "'a", '\u0085', '\u2028', '\ufeff', 'e5', '-.inf']) {
    assert.match(writeYaml(text), /^".*"\n$/, JSON.stringify(text))
  }
})

test('leaves a plain word plain', () => {
  for (const text of ['web', '/run/x', './a', '../b', 'localhost/gantry/nginx:1.30', 'no-new-privileges:true', '-c', '--maxmemory', '250ms', '512M', '96mb', 'a b', 'ALL', 'node:24-slim']) assert.is(writeYaml(text), `${text}\n`)
})

test('an entry that is undefined is not there', () => {
  assert.is(writeYaml({ a: undefined, b: { c: undefined } }), 'b: {}\n')
})

const pieces = ['a', 'B', 'yes', '0', '1', '_', '.', '-', ':', ' ', '#', '\n', '\t', '\r', '"', "'", '\\', '$', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '~', '=', '<<', '?', 'e', '0x', 'é', '\u0085', '\u2028', '\ufeff', '\u007f', '\0', '🙂', 'null', '5s', '/', '+', '2001-01-01', '---', '...', 'T']

/** The same data every time, as odd as it gets. */
const oddData = (seed: number): Data => {
  let state = seed
  const upTo = (limit: number) => (state = (state * 1103515245 + 12345) % 2147483648) % limit
  const text = () => Array.from({ length: upTo(6) }, () => pieces[upTo(pieces.length)]).join('')
  const data = (depth: number): Data => {
    const kind = upTo(depth > 3 ? 5 : 8)
    if (kind < 3) return text()
    if (kind < 5) return [true, false, null, 0, -1, 1.5, 1e21, 1e-7, 123456789012, upTo(1000)][upTo(10)]
    if (kind < 6) return Array.from({ length: upTo(4) }, () => data(depth + 1))
    return Object.fromEntries(Array.from({ length: upTo(4) }, () => [text(), data(depth + 1)]))
  }
  return data(0)
}

test('whatever is written is read back the same, by the rules of 1.1 and of 1.2', () => {
  for (let seed = 1; seed <= 5000; seed++) {
    const data = oddData(seed)
    for (const version of ['1.1', '1.2'] as const) assert.equal(parse(writeYaml(data), { version, merge: true }), data, `seed ${seed}, version ${version}`)
  }
})

test.run()

// ---

const data = suite('merge')

data('maps merge, lists replace, null removes', () => {
  assert.equal(merge({ a: { b: 1, c: 2 }, d: [1, 2], e: 1, f: 1 }, { a: { c: null, g: 3 }, d: [3], e: { h: 1 }, f: null, i: { j: null } }), { a: { b: 1, g: 3 }, d: [3], e: { h: 1 }, i: {} })
})

data('comments stay where they are', () => {
  assert.is(writeYaml(merge(spaced({ a: 1, b: 2 }), { a: 3, c: 4 })), 'a: 3\n\nb: 2\nc: 4\n')
})

data.run()
