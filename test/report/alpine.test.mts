import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Found } from '../../scripts/alpine/found.mts'
import type { Outcome } from '../../scripts/plan/step.mts'
import { alpineReport } from '../../scripts/report/alpine.mts'
import { node } from '../targets/dockerfile-recipe.mts'
import { workload } from '../targets/workload.mts'

const test = suite('alpine: what is said at the end')

const subject = (name: string) => ({ workload: workload({ name }), recipe: node({ name }) })
const pair = (name: string, unknown: readonly string[] = []) => ({ owner: workload({ name }), dressed: { slim: { recipe: node({ name }), unknown: [] }, alpine: { recipe: node({ name, variant: 'alpine' }), unknown } } })
const seen = { subjects: [subject('api')], recipes: [pair('api')], leftOut: [], scanner: undefined }
const report = (found: readonly Found[], more: Partial<Parameters<typeof alpineReport>[0]> = {}) => alpineReport({ ...seen, ...more }, found.map((data): Outcome => ({ step: { id: '', after: [], why: '', do: 'alpine', act: data.act } as never, state: 'done', message: '', data })), { colours: false, width: 80 })

const both: readonly Found[] = [
  { act: 'build', recipe: 'api', variant: 'slim', base: 'node:24-slim', image: { size: 285e6, layers: 9, isAlpine: false } },
  { act: 'build', recipe: 'api', variant: 'alpine', base: 'node:24-alpine', image: { size: 190e6, layers: 8, isAlpine: true } },
  { act: 'packages', recipe: 'api', without: [], by: 'package-lock.json' },
  { act: 'try', service: 'api', variant: 'slim', starts: [900, 950, 870], memory: 61_200_000 },
  { act: 'try', service: 'api', variant: 'alpine', starts: [800, 850, 790], memory: 58e6 },
]

test('figures, the verdict, and what to know of them', () => {
  const { text, ...rest } = report(both, { leftOut: [{ service: 'db', why: 'the image postgres:18' }, { service: 'web', why: 'a site, which nginx serves on Alpine already' }] })
  assert.is(text, `\
slim → alpine  image            layers  start          memory
api            285 MB → 190 MB  9 → 8   0.9 s → 0.8 s  61.2 MB → 58 MB

api  alpine  is 95 MB (33 %) smaller on Alpine, and does as well

A start is the median of three, until healthy or done; memory is read some
  seconds later.
CVEs were not counted: neither trivy nor grype is on PATH.
Left out: db (the image postgres:18), web (a site, which nginx serves on Alpine
  already).`)
  assert.equal('exit' in rest, false)
})

test('no line is longer than a terminal of 80 columns', () => {
  const long = 'recommendation-service'
  const { text } = report(both.map((found) => ({ ...found, ...'recipe' in found ? { recipe: long } : {}, ...'service' in found ? { service: long } : {} }) as Found), { subjects: [subject(long)], recipes: [pair(long)] })
  assert.equal(text.split('\n').filter((line) => line.length > 80), [])
})

test('what does not build on Alpine is a verdict, with the last lines', () => {
  const { text, ...rest } = report([...both.filter((found) => !('variant' in found) || found.variant === 'slim'), { act: 'build', recipe: 'api', variant: 'alpine', base: 'node:24-alpine', trouble: { message: 'api.alpine.Dockerfile:7: RUN apk add libx: ended with 1\n  ERROR: unable to select packages:\n    libx (no such package)', hint: 'name it otherwise' } }, { act: 'try', service: 'api', variant: 'alpine', starts: [], skipped: 'there is no image to start' }], { recipes: [pair('api', ['libx'])] })
  assert.match(text, 'api            285 MB → –  9 → –   0.9 s → –  61.2 MB → –')
  assert.match(text, `\
api  slim    does not build on Alpine: unable to select packages: libx (no such
             package)

api on alpine does not build: api.alpine.Dockerfile:7: RUN apk add libx: ended with 1
  ERROR: unable to select packages:
    libx (no such package)
  → name it otherwise`)
  assert.match(text, 'api: no other name is known here for libx, which was tried as it is.')
  assert.equal('exit' in rest, false)
})

test('what does not run on slim is broken, and a failure', () => {
  const { text, exit, result } = report([...both.slice(0, 3), { act: 'try', service: 'api', variant: 'slim', starts: [], trouble: { message: 'ended with 3\n  the last lines of api-1: no database' } }, { act: 'try', service: 'api', variant: 'alpine', starts: [], trouble: { message: 'ended with 3' } }])
  assert.is(exit, 1)
  assert.match(text, 'api  broken  does not become ready on slim: ended with 3\n\napi on slim does not become ready: ended with 3\n  the last lines of api-1: no database')
  assert.equal(result.services.map(({ service, verdict }) => [service, verdict]), [['api', null]])
})

test('something that is needed and does not start is a failure as well', () => {
  const { text, exit } = report([...both.slice(0, 3), { act: 'start', services: ['db'], trouble: { message: 'ended with 1' } }, { act: 'try', service: 'api', variant: 'slim', starts: [], skipped: 'db, which it needs, is not ready' }])
  assert.is(exit, 1)
  assert.match(text, 'api  broken  db, which it needs, is not ready\n\ndb does not start: ended with 1')
})

test('a stand-in for Alpine is said, whether it was built upon or not', () => {
  const said = 'node:a, which the image map has for Alpine, is no Alpine: these are its figures.'
  const of = (more: Partial<Found>): readonly Found[] => [both[0] as Found, { act: 'build', recipe: 'api', variant: 'alpine', base: 'node:a', ...more } as Found]
  assert.match(report(of({ image: { size: 1, layers: 1, isAlpine: false } })).text.replaceAll('\n  ', ' '), said)
  assert.match(report(of({ trouble: { message: 'ended with 127\n  /bin/sh: 1: apk: not found' } })).text.replaceAll('\n  ', ' '), said)
})

test('weaknesses, where a scanner is there', () => {
  const cves = (high: number) => ({ critical: 0, high, medium: 10, low: 20 })
  const { text } = report([...both, { act: 'scan', recipe: 'api', variant: 'slim', cves: cves(12) }, { act: 'scan', recipe: 'api', variant: 'alpine', cves: cves(2) }], { scanner: 'trivy' })
  assert.match(text, /CVEs\n.* 42 → 32$/m)
  assert.not.match(text, 'not counted')
})

test('packages without a binary, or why they are not known', () => {
  assert.match(report([...both, ...both].map((found) => found.act === 'packages' ? { ...found, without: ['sharp'] } : found)).text, 'api: no binary for musl (package-lock.json): sharp.')
  assert.match(report(both.map((found) => found.act === 'packages' ? { ...found, trouble: { message: 'which of numpy have a wheel for musl is not known: pypi cannot be reached' } } : found)).text, 'api: which of numpy have a wheel for musl is not known')
})

test('nothing to compare', () => assert.is(report([], { subjects: [], recipes: [] }).text, 'No service here has a Dockerfile that gantry renders for a distribution.'))

test.run()
