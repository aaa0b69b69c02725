import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codesOf, environmentOf, messagesOf, problemsOf, workloadOf, yaml } from './reading.mts'

const test = suite('stack: text → data')

const sound = 'name: shop\nservices:\n  cache: { kind: redis }\n'

test('a sound file has no problem', () => {
  assert.equal(problemsOf(sound), [])
})

test('a byte order mark and CRLF line ends are read like none', () => {
  assert.equal(problemsOf(`\uFEFF${sound}`), [])
  assert.equal(problemsOf(sound.replaceAll('\n', '\r\n')), [])
  assert.equal(problemsOf(`\uFEFF${sound.replace('redis', 'rediss').replaceAll('\n', '\r\n')}`), ['unknown-kind 3:18 services.cache.kind'])
})

test('an empty file, a list and a text are no stack file', () => {
  assert.equal(problemsOf(''), ['wrong-type 1:1'])
  assert.equal(problemsOf('# only a comment\n'), ['wrong-type 1:1'])
  assert.equal(problemsOf('- name: shop\n'), ['wrong-type 1:1'])
  assert.equal(messagesOf('just text\n'), ['"just text" is not a map → begin with `name: shop` and `services:`'])
})

test('a tab stands in its place', () => {
  assert.equal(problemsOf('name: shop\nservices:\n\tcache: { kind: redis }\n'), ['yaml-syntax 3:1'])
  assert.equal(messagesOf('name: shop\nservices:\n\tcache: { kind: redis }\n'), ['a tab stands where YAML wants spaces → indent with spaces'])
})

test('an open quote or bracket is shown where it was opened', () => {
  assert.equal(problemsOf('name: "shop\nservices: {}\n'), ['yaml-syntax 1:7'])
  assert.equal(problemsOf('name: shop\nservices: { cache: { kind: redis }\n'), ['yaml-syntax 2:11'])
})

test('every syntax error is found in one run', () => {
  assert.equal(problemsOf('name: @shop\nservices: { a: `x` }\n'), ['yaml-syntax 1:7', 'yaml-syntax 2:16'])
})

test('a value that begins with braces has to be quoted', () => {
  assert.equal(messagesOf('name: {{shop}}\nservices: {}\n'), ['a key is a plain text → put a value that begins with `{{` or `[` in quotes'])
})

test('a second document is refused', () => {
  assert.equal(problemsOf(`${sound}---\nname: other\n`), ['yaml-syntax 4:1'])
  assert.equal(problemsOf(`---\n${sound}`), [])
})

test('keys that stand twice are shown at the second one, in the order of the file', () => {
  assert.equal(problemsOf(yaml`
    name: shop
    services:
      cache:
        kind: redis
        use: cache
        use: store
      cache: { kind: redis }
    name: other
  `), ['yaml-duplicate-key 6:5', 'yaml-duplicate-key 7:3', 'yaml-duplicate-key 8:1'])
})

test('keys that reach into JavaScript are refused, wherever they stand', () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    assert.equal(problemsOf(`name: shop\n${key}: { polluted: 1 }\nservices:\n  cache: { kind: redis, ${key}: { polluted: 1 } }\n  ${key}: { kind: redis }\n`),
      ['forbidden-key 2:1', 'forbidden-key 4:25', 'forbidden-key 5:3'])
    assert.equal(codesOf(`${sound}environments:\n  dev: { services: { cache: { ${key}: { limits: { memory: 1G } } } } }\n`), ['forbidden-key'])
  }
  assert.is(({} as Record<string, unknown>).polluted, undefined)
})

test('keys that are no text count as their text, lists and maps as keys are refused', () => {
  assert.equal(problemsOf('name: shop\nservices:\n  1: { kind: redis }\n  true: { kind: redis }\n'), ['bad-name 3:3 services.1'])
  assert.equal(problemsOf('name: shop\nservices:\n  ? [a, b]\n  : { kind: redis }\n'), ['yaml-syntax 3:5'])
})

test('anchors and merge keys work, and problems point to where the value stands', () => {
  const text = yaml`
    name: shop
    services:
      api: &base
        kind: container
        image: a:1
        limits: { memory: 64 }
      worker:
        <<: *base
        image: b:1
      admin: *base
  `
  assert.equal(problemsOf(text.replace('64', '64M')), [])
  assert.is(environmentOf(text.replace('64', '64M')).workloads[1]?.image, 'b:1')
  assert.equal(problemsOf(text), ['bad-memory 6:23 services.api.limits.memory'])
  assert.equal(problemsOf(text.replace('64', '64M').replace('b:1', 'B 1')), ['bad-image 9:12 services.worker.image'])
})

test('aliases and merges that lead nowhere are syntax errors', () => {
  assert.equal(messagesOf('name: *shop\nservices: {}\n')[0]?.split(' → ')[0], 'there is no `&shop` before this `*shop`')
  assert.equal(problemsOf('name: shop\nservices: &s\n  api: { kind: container, image: a }\n  <<: *s\n'), ['yaml-syntax 4:7'])
  assert.equal(problemsOf('name: &n [shop]\nservices:\n  <<: *n\n'), ['yaml-syntax 3:7'])
  assert.equal(problemsOf('name: &n shop\nservices:\n  <<: [*n]\n'), ['yaml-syntax 3:7'])
})

test('tags are refused', () => {
  assert.equal(problemsOf('name: !name shop\nservices: {}\n'), ['yaml-syntax 1:7'])
  assert.equal(problemsOf(`${sound}environments:\n  dev: { domain: !!binary aGk= }\n`), ['yaml-syntax 5:27'])
})

test('numbers stay as they are written where a text is meant', () => {
  const { variables, image } = workloadOf(yaml`
    name: shop
    services:
      api:
        kind: python-web
        version: 3.10
        command: python main.py
        variables: { VERSION: 1.0, MODE: 0644, ID: 12345678901234567890, DEBUG: True, PLAIN: 7, RATE: 0.5 }
  `, 'api', 'prod')
  assert.is(image, 'python:3.10-slim')
  assert.equal([variables.VERSION, variables.MODE, variables.ID, variables.DEBUG, variables.PLAIN, variables.RATE], ['1.0', '0644', '12345678901234567890', 'True', '7', '0.5'])
})

test.run()
