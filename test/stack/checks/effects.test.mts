import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, environmentOf, messagesOf, type Around } from '../reading.mts'

const test = suite('checks: things to know')

const api = (keys: string, environments = ''): string => `name: shop\nservices:\n  api: { ${keys} }\n${environments}`

test('keys of later releases are accepted, and said to have no effect', () => {
  const text = 'kind: container, image: a, ▸autoscale: { min: 1, max: 3 }'
  assert.equal(caught(api(text)), ['warning no-effect-yet'])
  assert.is(environmentOf(api(text.replaceAll('▸', '')), 'prod').name, 'prod')
  assert.equal(caught(api('kind: container, image: a, port: 80, dev: { ▸port: 5173 }')), ['warning no-effect-yet'])
  assert.equal(caught(api('kind: container, image: a, port: 80, route: { path: /b, ▸auth: admin }')), ['warning no-effect-yet'])
  assert.equal(caught(api('kind: container, image: a', 'environments: { prod: { ▸tracing: true, ▸monitoring: true } }\n')), Array(2).fill('warning no-effect-yet'))
})

test('raw compose keys are for compose alone', () => {
  assert.equal(caught(api('kind: container, image: a, ▸compose: { shm_size: 1g }')), ['warning not-portable'])
})

test('in dev a service whose command nobody names is not live', () => {
  const disk: Around = { folders: ['api'], files: { 'api/Dockerfile': 'FROM node:24\n' } }
  const dev = 'environments: { dev: {} }\n'
  assert.equal(caught(api('kind: node-web, ▸build: api', dev), disk), ['warning no-command'])
  assert.equal(caught(api('kind: node-web, build: api, command: node x.js', dev), disk), [])
  assert.equal(caught(api('kind: node-web, build: api', 'environments: { dev: { reload: false } }\n'), disk), [])
  assert.equal(caught(api('kind: node-web, build: api', 'environments: { prod: {} }\n'), disk), [])
  assert.equal(caught(api('kind: node-web, build: api', dev), { folders: ['api'], files: { 'api/Dockerfile': 'FROM node:24\nCMD node x.js\n' } }), [])
  assert.equal(caught(api('kind: go-web, build: api', dev), disk), [])
  assert.match(messagesOf(api('kind: node-web, build: api', dev), disk).join(), 'edits')
})

test.run()
