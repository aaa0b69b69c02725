import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownersOf } from '../../scripts/build/image-build.mts'
import { buildPlan, type ImagesSeen } from '../../scripts/build/plan.mts'
import type { BuildResult } from '../../scripts/build/result.mts'
import { buildReport } from '../../scripts/report/build.mts'
import { environmentOf, yaml } from '../stack/reading.mts'

const stack = yaml`
  name: shop
  services:
    api: { kind: container, build: ./api }
    web: { kind: python-web, build: ./web, command: python main.py, port: 8000 }
`
const files = { 'api/Dockerfile': '', 'web/main.py': '', 'web/requirements.txt': '' }

const result = (service: string, more: Partial<BuildResult> = {}): BuildResult => ({
  service, tier: '', image: `shop/${service}`, state: 'built', began: 0, ms: 1500, sent: 300, size: 84e6, hits: {},
  instructions: [{ stage: '', number: 1, count: 2, text: 'RUN a', cached: true, ms: 0 }, { stage: '', number: 2, count: 2, text: 'COPY b /', cached: false, ms: 40 }], ...more,
})

/** What is told of the builds of an environment, each of its images as that came out. */
const textOf = (name: string, services: readonly string[], results: readonly BuildResult[], revision?: string): string => {
  const environment = environmentOf(stack, name, { files })
  const owners = ownersOf(environment, environment.workloads.filter((workload) => services.includes(workload.name)))
  const seen: ImagesSeen = { is: 'images', owners, renderings: [], asked: {}, push: false, jobs: undefined, loadsMany: false, revision, supply: { asked: { scan: false, sign: false }, tools: { scanner: undefined, cosign: undefined } } }
  const outcomes = buildPlan(environment, seen).map((step) => ({ step, state: 'done' as const, message: '', data: results }))
  return buildReport(environment, seen, outcomes, { isVerbose: false, colours: false }).text
}

const none = 'No git revision here: images have the tag of the environment only.'
const test = suite('report: builds')

test('a row for each image, and what they come to', () => {
  assert.is(textOf('prod', ['api', 'web'], [result('api'), result('web', { began: 400, ms: 2000, state: 'failed' })], 'abc'), [
    'image     cached   sent  size    time',
    'shop/api  1 of 2  300 B  84 MB  1.5 s',
    'shop/web  failed                2.0 s',
    '1 of 2    1 of 2  300 B  84 MB  2.4 s',
  ].join('\n'))
})

test('that there is no commit is said of images that would be called by it', () => {
  assert.match(textOf('prod', ['web'], [result('web')]), none)
  assert.match(textOf('dev', ['api', 'web'], [result('api'), result('web')]), none)
  assert.not.match(textOf('dev', ['web'], [result('web')]), none)
})

test.run()
