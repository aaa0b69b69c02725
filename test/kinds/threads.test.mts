import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { workloadOf, yaml } from '../stack/reading.mts'

const test = suite('kinds: threads and workers')

/** `threads of the numeric libraries, workers` of a service in a tier. */
const tuned = (keys: string, environment = 'prod'): readonly (string | undefined)[] => {
  const text = yaml`
    name: shop
    tiers: { core: , ai: }
    services:
      api: { command: x, ${keys} }
  `
  const { variables } = workloadOf(text, 'api', environment)
  assert.equal([variables.OPENBLAS_NUM_THREADS, variables.MKL_NUM_THREADS], [variables.OMP_NUM_THREADS, variables.OMP_NUM_THREADS])
  return [variables.OMP_NUM_THREADS, variables.WEB_CONCURRENCY]
}

test('numeric libraries get the processors of the limit, not those of the machine', () => {
  assert.equal(tuned('kind: python-worker, limits: { cpus: 4 }'), ['4', undefined])
  assert.equal(tuned('kind: python-worker, limits: { cpus: 2.5 }'), ['2', undefined])
  assert.equal(tuned('kind: python-worker, limits: { cpus: 0.25 }'), ['1', undefined])
})

test('a server of the first tier has workers in place of threads, as many as its memory carries', () => {
  assert.equal(tuned('kind: python-web, limits: { cpus: 4, memory: 2G }'), ['1', '4'])
  assert.equal(tuned('kind: python-web, limits: { cpus: 4, memory: 600M }'), ['2', '2'])
  assert.equal(tuned('kind: python-web, limits: { cpus: 1, memory: 2G }'), ['1', undefined])
})

test('in later tiers a model is loaded once', () => {
  assert.equal(tuned('kind: python-web, tier: ai, limits: { cpus: 8, memory: 8G }'), ['8', undefined])
})

test('what is never there twice has one worker, and so has development', () => {
  assert.equal(tuned('kind: python-web, singleton: true, limits: { cpus: 4, memory: 2G }'), ['4', undefined])
  assert.equal(tuned('kind: python-web, limits: { cpus: 4, memory: 2G }', 'dev'), ['4', undefined])
})

test('what the stack file says goes before it', () => {
  assert.equal(tuned('kind: python-web, variables: { OMP_NUM_THREADS: 3, WEB_CONCURRENCY: 9 }'), ['3', '9'])
})

test('other languages count for themselves; a job is Python when its image is', () => {
  assert.equal(tuned('kind: node-web, limits: { cpus: 4 }'), [undefined, undefined])
  assert.equal(workloadOf('name: shop\nservices:\n  api: { kind: job, build: api, command: x, recipe: python-worker, limits: { cpus: 2 } }\n', 'api', 'prod', { folders: ['api'], files: {} }).variables.OMP_NUM_THREADS, '2')
})

test.run()
