import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf, yaml } from '../reading.mts'

const test = suite('checks: needs, wants and tiers')

const stack = (...services: readonly string[]): string => `name: shop\nservices:\n${services.map((one) => `  ${one}\n`).join('')}`
const tiered = (...services: readonly string[]): string => `${stack(...services)}tiers: { core: {}, ai: {} }\n`
const node = (name: string, keys = ''): string => `${name}: { kind: container, image: a${keys === '' ? '' : `, ${keys}`} }`

test('needs and wants lead to services that are there', () => {
  assert.equal(caught(stack(node('api', 'needs: [db], wants: [cache]'), node('db'), node('cache'))), [])
  assert.equal(caught(stack(node('api', 'needs: [db, ▸cahe], wants: [▸mail]'), node('db'), node('cache'))), ['unknown-service', 'unknown-service'])
  assert.equal(messagesOf(stack(node('api', 'needs: [cahe]'), node('cache'))), ['there is no service "cahe" → did you mean `cache`?'])
  assert.equal(messagesOf(stack(node('api', 'needs: [mail]'))), ['there is no service "mail" → the services are api'])
})

test('a service does not need itself', () => {
  assert.equal(caught(stack(node('api', 'needs: [▸api]'))), ['needs-itself'])
})

test('a circle is shown whole, once, where it closes; wanting does not close one', () => {
  assert.equal(caught(stack(node('a', 'needs: [b]'), node('b', 'needs: [c]'), node('c', 'needs: [▸a]'))), ['needs-cycle'])
  assert.equal(messagesOf(stack(node('a', 'needs: [b]'), node('b', 'needs: [c]'), node('c', 'needs: [a]'))), ['services need each other in a circle: a → b → c → a → make one of them `wants:`, which does not wait'])
  assert.equal(caught(stack(node('a', 'needs: [b]'), node('b', 'needs: [c]'), node('c', 'wants: [a]'))), [])
})

test('two circles are two problems', () => {
  assert.equal(caught(stack(node('a', 'needs: [b]'), node('b', 'needs: [▸a]'), node('c', 'needs: [d]'), node('d', 'needs: [▸c]'))), ['needs-cycle', 'needs-cycle'])
})

test('a service of a later tier can be wanted, not needed', () => {
  assert.equal(caught(tiered(node('api', 'tier: core, needs: [▸model]'), node('model', 'tier: ai'))), ['needs-later-tier'])
  assert.equal(messagesOf(tiered(node('api', 'tier: core, needs: [model]'), node('model', 'tier: ai'))), ['"model" is in the later tier ai → move it to core or before, or make it `wants:`'])
  assert.equal(caught(tiered(node('api', 'wants: [model]'), node('model', 'tier: ai'))), [])
  assert.equal(caught(tiered(node('api'), node('model', 'tier: ai, needs: [api]'))), [])
})

test('without a tier it is the first, or the latest of what it needs', () => {
  assert.equal(caught(tiered(node('page', 'needs: [api, model]'), node('api'), node('model', 'tier: ai'))), [])
  assert.equal(caught(tiered(node('page', 'needs: [model]'), node('other', 'tier: core, needs: [▸page]'), node('model', 'tier: ai'))), ['needs-later-tier'])
})

test('a tier is declared', () => {
  assert.equal(caught(tiered(node('api', 'tier: ▸cor'))), ['unknown-tier'])
  assert.equal(messagesOf(tiered(node('api', 'tier: cor'))), ['there is no tier "cor" → did you mean `core`?'])
  assert.equal(messagesOf(stack(node('api', 'tier: core'))), ['there is no tier "core" → declare it under `tiers:`; there are none'])
})

test('a service that an environment removes is not needed there', () => {
  const text = yaml`
    name: shop
    services:
      cache: { kind: redis }
      api: { kind: container, image: a, needs: [cache] }
    environments:
      dev:
        services:
          ▸cache: null
      prod: {}
  `
  const plain = text.replace('▸', '')
  assert.equal(caught(text), ['unknown-service'])
  assert.equal(messagesOf(plain), ['cache is removed here, but api needs it → change the needs here too: `services: { api: { needs: [] } }`'])
  assert.equal(caught(plain.replace('cache: null', 'cache: null\n      api: { needs: [] }')), [])
  assert.equal(caught(plain.replace('needs: [cache]', 'wants: [cache]')), [])
  assert.equal(caught(plain, { env: 'prod' }), [])
})

test.run()
