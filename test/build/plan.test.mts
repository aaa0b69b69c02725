import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownersOf, type Asked } from '../../scripts/build/image-build.mts'
import { buildPlan } from '../../scripts/build/plan.mts'
import { unknownKeys } from '../../scripts/build/raw-build.mts'
import { revisionTag, tagged } from '../../scripts/build/tag.mts'
import { explain } from '../../scripts/plan/explain.mts'
import { environmentOf, yaml } from '../stack/reading.mts'

const test = suite('build: what is run')

const stack = (top = '', service = '') => yaml`
  name: shop
  ${top}
  tiers: { core: { build: 90s }, ai: {} }
  services:
    ai: { kind: container, build: ./ai, tier: ai }
    api: { kind: container, build: { context: ./api, target: final }, needs: [db], ${service} }
    worker: { kind: container, build: { context: ./api, target: final }, command: work }
    db: { kind: postgres }
`
const files = { 'ai/Dockerfile': '', 'api/Dockerfile': '' }

const planOf = (text: string, asked: Omit<Asked, 'output'> = {}, push = false, name = 'prod'): string => {
  const environment = environmentOf(text, name, { files })
  return explain(buildPlan(environment, { is: 'images', owners: ownersOf(environment, environment.workloads), renderings: [], asked, push, jobs: undefined, loadsMany: false, revision: undefined, supply: { asked: { scan: false, sign: false }, tools: { scanner: undefined, cosign: undefined } } }))
}
const labels = (service: string) => `--label com.docker.compose.project=shop-prod --label com.docker.compose.service=${service}`

test('one image for services that build the same folder, in the order of the tiers', () =>
  assert.is(planOf(stack()), [
    `docker buildx build --file api/Dockerfile --target final ${labels('api')} --tag shop/api:prod --provenance=false --load api`,
    `docker buildx build --file ai/Dockerfile ${labels('ai')} --tag shop/ai:prod --provenance=false --load ai  # their sources may have changed`,
  ].join('; ')))

test('commit, platforms, cache and secrets are words of the build', () => {
  const text = planOf(stack(), { revisions: new Map([['api', 'abc-dirty']]), tags: ['prod-abc-dirty'], platforms: ['linux/amd64', 'linux/arm64'], cacheRegistry: 'localhost:5000/cache', secrets: ['id=npmrc,src=npmrc.txt'], fresh: true }).split('; ')[0]
  assert.is(text, `docker buildx build --file api/Dockerfile --target final --build-arg 'REVISION=abc-dirty' ${labels('api')} --tag shop/api:prod --tag shop/api:prod-abc-dirty --platform linux/amd64,linux/arm64 `
    + "--cache-from 'type=registry,ref=localhost:5000/cache/shop/api:cache' --cache-to 'type=registry,ref=localhost:5000/cache/shop/api:cache,mode=max' --secret 'id=npmrc,src=npmrc.txt' --no-cache --provenance=false --load api")
})

test('another stage has a tag of its own, so that nothing runs it by mistake', () => {
  const text = planOf(stack(), { target: 'dependencies', tags: ['prod-abc'] })
  assert.match(text, '--target dependencies')
  assert.match(text, '--tag shop/api:prod-dependencies --provenance')
  assert.not.match(text, 'prod-abc')
})

test('a registry stands before the names; what is pushed was built here before', () => {
  const [load = '', push = ''] = planOf(stack('registry: localhost:5000/team'), {}, true).split('\n')
  assert.match(load, '--tag localhost:5000/team/shop/api:prod --provenance=false --load api')
  assert.match(push, '--tag localhost:5000/team/shop/ai:prod --provenance=false --push ai  # localhost:5000/team is to have them')
  const local = 'registry: localhost:5000/team\n  environments: { prod: {}, dev: { registry: false } }'
  assert.match(planOf(stack(local), {}, false, 'dev'), '--tag shop/api:dev ')
})

test('attestations are asked for, or none is added', () => assert.match(planOf(stack(), { attests: true }), '--sbom=true --provenance=mode=max --load'))

test('what a compose block says of a build is words too; an image of another service is built before', () => {
  const build = 'compose: { build: { args: { A: 1, B: null }, network: host, ssh: [default], ulimits: { nofile: { soft: 1, hard: 2 } }, secrets: [token], additional_contexts: { base: "service:ai", files: ../x, busybox: "docker-image://busybox:1" } } }'
  const environment = environmentOf(stack('', build), 'prod', { files })
  const [step] = buildPlan(environment, { is: 'images', owners: ownersOf(environment, environment.workloads), renderings: [], asked: {}, push: false, jobs: 1, loadsMany: false, revision: undefined, supply: { asked: { scan: false, sign: false }, tools: { scanner: undefined, cosign: undefined } } })
  const [api, ai] = step?.do === 'build' ? step.builds : []
  assert.equal([api?.service, api?.after, ai?.after], ['api', ['ai'], []])
  assert.match(api?.argv.join(' ') ?? '', '--build-arg A=1 --build-arg B --network host --ssh default --ulimit nofile=1:2 --secret id=token,src=secrets/prod/token --build-context base=docker-image://shop/ai:prod --build-context files=compose/prod/../x --build-context busybox=docker-image://busybox:1')
  assert.equal(step?.do === 'build' ? [step.jobs, step.budgets, step.enforces, step.history] : [], [1, { core: 90_000 }, true, '.gantry/prod/builds.jsonl'])
})

test('the stage of a compose block comes before that of the service, and what was asked for before both', () => {
  const text = stack('', 'compose: { build: { target: small } }')
  assert.match(planOf(text), '--file api/Dockerfile --target small --label')
  assert.match(planOf(text, { target: 'dependencies' }), '--file api/Dockerfile --target dependencies --label')
})

test('keys of a compose block that have no words are found', () => {
  const environment = environmentOf(stack('', 'compose: { build: { isolation: process, args: [A=1] } }'), 'prod', { files })
  assert.equal(unknownKeys(environment, environment.workloads), [{ service: 'api', key: 'isolation' }])
})

test('the limit of an image counts for what runs in production', () => {
  const limitOf = (target: string) => {
    const text = `name: shop\nservices:\n  api: { kind: container, build: { context: ./api, target: ${target} }, image: { max: 200M } }\n`
    const environment = environmentOf(text, 'prod', { files })
    const [step] = buildPlan(environment, { is: 'images', owners: environment.workloads, renderings: [], asked: {}, push: false, jobs: undefined, loadsMany: false, revision: undefined, supply: { asked: { scan: false, sign: false }, tools: { scanner: undefined, cosign: undefined } } })
    return step?.do === 'build' ? step.builds[0]?.limit : undefined
  }
  assert.equal([limitOf('production'), limitOf('application')], [200 * 1024 ** 2, undefined])
})

test('tags: of a commit and of an image whose registry has a port', () => {
  assert.equal([revisionTag('prod', '0123456789abcdef'), revisionTag('prod', '0123456789abcdef-dirty')], ['prod-0123456789ab', 'prod-0123456789ab-dirty'])
  assert.equal([tagged('shop/api:prod', 'x'), tagged('localhost:5000/shop/api', 'x'), tagged('localhost:5000/shop/api:prod', 'x')], ['shop/api:x', 'localhost:5000/shop/api:x', 'localhost:5000/shop/api:x'])
})

test.run()
