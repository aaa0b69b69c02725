import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kindNames, kindOf, kinds } from '../../scripts/kinds/index.mts'
import { kindKeys, serviceSchema } from '../../scripts/stack/schema.mts'

const test = suite('kinds: the registry')

test('these kinds there are', () => {
  assert.equal(kindNames, ['postgres', 'redis', 'node-web', 'node-worker', 'python-web', 'python-worker', 'go-web', 'go-worker', 'static-web', 'job', 'container', 'external'])
})

test('each stands under its own name and says what it is', () => {
  for (const [name, kind] of Object.entries(kinds)) {
    assert.is(kind.name, name)
    assert.match(kind.summary, /^\S.*[^.]$/)
    assert.is(kindOf(name), kind)
  }
})

test('the keys of each are in the schema of a service, with what they are for', () => {
  for (const kind of Object.values(kinds)) {
    for (const [key, schema] of Object.entries(kind.keys)) {
      assert.is(serviceSchema.entries[key as keyof typeof serviceSchema.entries] as unknown, schema, `${kind.name}.${key}`)
      assert.ok(kindKeys[key]?.includes(kind.name), `${kind.name}.${key}`)
    }
  }
  assert.equal(kindKeys, { settings: ['postgres'], use: ['redis'], root: ['static-web'], fallback: ['static-web'], address: ['external'] })
})

test('no kind takes a key that every service has', () => {
  const common = Object.keys(serviceSchema.entries).filter((key) => !(key in kindKeys))
  for (const key of Object.keys(kindKeys)) assert.not.ok(common.includes(key), key)
})

test.run()
