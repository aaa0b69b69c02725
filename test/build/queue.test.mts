import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ImageBuild } from '../../scripts/build/image-build.mts'
import { next, type Queue } from '../../scripts/build/queue.mts'

const test = suite('build: which image is next')

const image = (service: string, ...after: readonly string[]): ImageBuild => ({ service, tier: 'all', image: `shop/${service}`, dockerfile: '', argv: [], after })
const builds = [image('base'), image('api', 'base'), image('web'), image('ai', 'elsewhere')]
const chosen = (running: readonly string[], ended: Readonly<Record<string, 'built' | 'failed' | 'skipped'>>, jobs = 2) => {
  const queue: Queue = { running: new Set(running), ended: new Map(Object.entries(ended)) }
  const { start, skip } = next(builds, queue, jobs)
  return [start.map(({ service }) => service), skip.map(({ service }) => service)]
}

test('in their order, so many at a time', () => {
  assert.equal(chosen([], {}), [['base', 'web'], []])
  assert.equal(chosen(['base'], {}), [['web'], []])
  assert.equal(chosen(['base', 'web'], {}), [[], []])
  assert.equal(chosen([], {}, 9), [['base', 'web', 'ai'], []])
})

test('what stands on another waits for it, and is left out when that failed', () => {
  assert.equal(chosen([], { base: 'built' }), [['api', 'web'], []])
  assert.equal(chosen(['web'], { base: 'failed' }), [['ai'], ['api']])
  assert.equal(chosen([], { base: 'skipped', web: 'built', ai: 'built' }), [[], ['api']])
})

test.run()
