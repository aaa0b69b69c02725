import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { go, recipe } from './dockerfile-recipe.mts'
import { serviceOf } from './render.mts'

const test = suite('a rendered Dockerfile in the compose file')

const build = { context: 'services/api', target: 'production', owner: 'api' }

test('stands beside the source, and is found from there', () => {
  assert.equal(serviceOf({ build, recipe: recipe() }).build, { context: '../../services/api', dockerfile: '../../dockerfile/api.Dockerfile', target: 'production' })
  assert.is(serviceOf({ build: { ...build, context: '.' }, recipe: recipe() }).build.dockerfile, './dockerfile/api.Dockerfile')
})

test('stands in the same place when the compose file does not', () => {
  assert.equal(serviceOf({ build, recipe: recipe() }, { isMapped: true }).build, { context: '../../../services/api', dockerfile: '../../dockerfile/api.Dockerfile', target: 'production' })
})

test('gets what it takes from beside the folder', () => {
  const of = recipe({ wheels: 'wheels/api', include: [
    { source: 'models', path: 'models', isFolder: true, isInside: false }, { source: 'conf/app.json', path: 'app.json', isFolder: false, isInside: false }, { source: 'services/api/x', path: 'x', isFolder: true, isInside: true },
  ] })
  assert.equal(serviceOf({ build, recipe: of }).build.additional_contexts, { 'include-app-json': '../../conf', 'include-models': '../../models', wheels: '../../wheels/api' })
})

test('is mapped to other images by the names it has for them', () => {
  const images = { 'golang:1.27': 'mirror/golang:1', 'alpine:3.23': 'mirror/alpine:3', 'redis:8': 'mirror/redis:8' }
  const digest = `sha256:${'0'.repeat(64)}`
  assert.equal(serviceOf({ build, recipe: go({ images: { build: 'golang:1.27', run: `alpine:3.23@${digest}` } }) }, { images }).build.additional_contexts,
    { [`alpine:3.23@${digest}`]: 'docker-image://mirror/alpine:3', 'golang:1.27': 'docker-image://mirror/golang:1' })
})

test('its health check is not asked of a service that has none', () => {
  const health = { command: ['true'], interval: 1000, timeout: 1000, retries: 1, startPeriod: 0, startInterval: 250 }
  const of = recipe({ health })
  assert.equal(serviceOf({ build, recipe: of }).healthcheck, { disable: true })
  assert.is(serviceOf({ build, recipe: of, health }).healthcheck.disable, undefined)
  assert.is(serviceOf({ build: { ...build, target: 'application' }, recipe: of }).healthcheck, undefined)
  assert.is(serviceOf({ build, recipe: recipe() }).healthcheck, undefined)
})

test.run()
