import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pairsOf, type Comparison } from '../../scripts/alpine/comparison.mts'
import { alpineSteps, clearOf } from '../../scripts/alpine/steps.mts'
import { outsideOf, subjectsOf } from '../../scripts/alpine/subject.mts'
import { checkPlan } from '../../scripts/plan/order.mts'
import { explainStep } from '../../scripts/plan/explain.mts'
import type { Step } from '../../scripts/plan/step.mts'
import type { Workload } from '../../scripts/kinds/workload.mts'
import { node, site } from '../targets/dockerfile-recipe.mts'
import { environment, workload } from '../targets/workload.mts'

const build = (owner: string, context = 'services/api') => ({ context, target: 'production', owner })
const ready = (...services: readonly string[]) => services.map((service) => ({ service, until: 'ready' as const }))
const health = { command: ['true'], interval: 10_000, timeout: 1000, retries: 3, startPeriod: 1000, startInterval: 500 }
const volume = (name: string, path: string) => ({ type: 'volume', name, path, readOnly: false, cache: false }) as const

const db = workload({ name: 'db', image: 'postgres:18', mounts: [volume('db-data', '/data'), { type: 'bind', source: 'backups', path: '/backups', readOnly: false }], publish: [{ address: '', host: 5432, port: 5432, protocol: 'tcp' }] })
const migrate = workload({ name: 'migrate', runs: 'job', image: 'shop/api:prod', build: build('api'), recipe: node(), needs: ready('db') })
const api = workload({
  name: 'api', image: 'shop/api:prod', build: build('api'), recipe: node(), health, user: '1000:1000', needs: [...ready('db'), { service: 'migrate', until: 'done' }], replicas: 2, mounts: [volume('files', '/files')],
  secrets: [{ name: 'db_password' }], compose: { container_name: 'api', ports: ['80:80'], sysctls: { a: 1 } },
})
const page = workload({ name: 'page', build: build('page', 'page'), recipe: site({ name: 'page' }) })
const legacy = workload({ name: 'legacy', image: 'shop/legacy:prod', build: { context: 'legacy', dockerfile: 'Dockerfile', owner: 'legacy' } })
const shop = environment({ workloads: [db, migrate, api, page, legacy], secrets: { db_password: 'hex32', other: 'none' }, subnet: '10.0.0.0/24', images: { 'node:24-alpine': 'mirror/node:a' } })

const subjects = suite('alpine: who is compared')

subjects('services whose Dockerfile is rendered for a distribution', () => {
  assert.equal(subjectsOf(shop).subjects.map(({ workload: { name } }) => name), ['migrate', 'api'])
  assert.equal(subjectsOf(shop).leftOut, [
    { service: 'db', why: 'the image postgres:18' }, { service: 'page', why: 'a site, which nginx serves on Alpine already' }, { service: 'legacy', why: 'a Dockerfile of its own, legacy/Dockerfile' },
  ])
})

subjects('services elsewhere that are called', () => {
  const calling = workload({ name: 'api', variables: { ORDERS: 'http://orders.example:80' } })
  const external = { orders: { host: 'orders.example', port: { name: 'http', number: 80, protocol: 'http' } }, mail: { host: 'mail.example', port: { name: 'smtp', number: 25, protocol: 'tcp' } } } as const
  assert.equal(outsideOf({ external }, [calling]), ['orders (orders.example)'])
})

subjects.run()

// ---

const compared = (names: readonly string[] | undefined, changes: Partial<Comparison> = {}, of = shop): Comparison => {
  const all = subjectsOf(of).subjects.filter((subject) => names?.includes(subject.workload.name) ?? true)
  return {
    environment: of, subjects: all, leftOut: [], ...pairsOf(of, all, () => ({ pins: new Map(), wheels: [] })), files: ['slim', 'alpine'].map((name) => ({ path: `.gantry/prod/alpine/${name}.yaml`, content: '' })),
    packagesOf: () => undefined, scanner: undefined, hasLeftovers: false, ...changes,
  }
}
const one = (name: string, variant: 'slim' | 'alpine' = 'slim'): Workload | undefined => compared(['api']).trials[variant].workloads.find((found) => found.name === name)

const trial = suite('alpine: the throw-away project')

trial('has a name that no environment has, no fixed subnet, and the secrets that are read', () => {
  const { slim } = compared(['api']).trials
  assert.equal([slim.project, slim.subnet, slim.name, slim.secrets], ['shop-prod_alpine', undefined, 'prod', { db_password: 'hex32' }])
})

trial('holds what is compared and what that needs, once and without anything published', () => {
  assert.equal(compared(['api']).trials.slim.workloads.map(({ name }) => name), ['db', 'migrate', 'api'])
  assert.equal([one('db')?.publish, one('api')?.replicas, one('api')?.restart], [[], 1, 'no'])
  assert.equal(one('api')?.compose, { sysctls: { a: 1 }, pull_policy: 'never' })
})

trial('runs the image of its variant', () => assert.equal(
  [one('db')?.image, one('migrate')?.image, one('api')?.image, one('api', 'alpine')?.image],
  ['postgres:18', 'gantry-alpine/shop-prod/api:slim', 'gantry-alpine/shop-prod/api:slim', 'gantry-alpine/shop-prod/api:alpine']))

trial('writes to volumes of its own: not to folders of the machine, and on Alpine not to those of slim', () => {
  assert.equal(one('db')?.mounts.map((mount) => mount.type === 'volume' ? mount.name : mount.type), ['db-data', 'db-bind-1'])
  assert.equal([one('api'), one('api', 'alpine'), one('db', 'alpine')].map((found) => found?.mounts[0]?.type === 'volume' ? found.mounts[0].name : ''), ['files', 'files-alpine', 'db-data'])
})

trial('asks what is compared more often', () => assert.equal([one('api')?.health?.startInterval, one('api')?.health?.interval], [200, 10_000]))

trial.run()

// ---

const plan = suite('alpine: the steps')

const lines = (steps: readonly Step[]): string => steps.map((step) => explainStep(step).replace(/ --label \S+/g, '')).join('\n')

plan('both images, then each service as both, in order of need; at the end nothing is there', () => assert.is(lines(checkPlan(alpineSteps(compared(undefined), [], []))), `\
write 2 files into .gantry/prod/alpine  # Dockerfiles of both variants, and the stack with either
docker buildx build --file .gantry/prod/alpine/api.slim.Dockerfile --target production --tag gantry-alpine/shop-prod/api:slim --provenance=false --load services/api  # api on node:24-slim
docker buildx build --file .gantry/prod/alpine/api.alpine.Dockerfile --target production --build-context node:24-alpine=docker-image://mirror/node:a --tag gantry-alpine/shop-prod/api:alpine --provenance=false --load services/api  # api on node:24-alpine
start db in shop-prod_alpine  # others need it
start migrate on slim 3 times in shop-prod_alpine  # time until it is done, memory at rest
start migrate on alpine 3 times in shop-prod_alpine  # time until it is done, memory at rest
start migrate in shop-prod_alpine  # others need it
start api on slim 3 times in shop-prod_alpine  # time until it is ready, memory at rest
start api on alpine 3 times in shop-prod_alpine  # time until it is ready, memory at rest
remove all of shop-prod_alpine: containers, networks, volumes, images, .gantry/prod/alpine  # it was made for this comparison alone`))

plan('one service: what it needs runs in the same image, and is not compared', () =>
  assert.match(lines(alpineSteps(compared(['api']), [], [])), 'start db in shop-prod_alpine  # others need it\nstart migrate in shop-prod_alpine  # others need it\nstart api on slim'))

plan('nothing is measured beside anything else', () => {
  const steps = alpineSteps(compared(undefined, { scanner: 'trivy' }), [], [])
  const tries = steps.filter((step) => step.do === 'alpine' && (step.act === 'try' || step.act === 'start'))
  assert.equal(tries.slice(1).map(({ after }) => after), tries.slice(0, -1).map(({ id }) => [id]))
  assert.equal(tries[0]?.after, ['files', 'build api slim', 'scan api slim', 'build api alpine', 'scan api alpine'])
})

plan('what an earlier run has left goes first', () => {
  const [first, second] = alpineSteps(compared(['api'], { hasLeftovers: true }), [], [])
  assert.equal([first?.why, second?.after], ['an earlier run was killed', ['clear before']])
})

plan('secrets that had to be made go with the rest', () => assert.match(explainStep(clearOf(compared(['api']), ['secrets/prod/db_password'])), '.gantry/prod/alpine, secrets/prod/db_password'))

plan('a service elsewhere that is called is asked about first', () => {
  const of = environment({ workloads: [db, { ...api, needs: ready('db'), variables: { ORDERS: 'http://orders.example:80' } }], external: { orders: { host: 'orders.example', port: { name: 'http', number: 80, protocol: 'http' } } } })
  const steps = alpineSteps(compared(undefined, {}, of), [], [])
  assert.equal(steps.filter(({ danger }) => danger === 'data').map(({ id }) => id), ['try api slim', 'try api alpine'])
  assert.match(steps.find(({ id }) => id === 'try api slim')?.why ?? '', 'calls orders (orders.example), which is outside this stack')
})

plan('an image that is only needed is built as it is', () => {
  const of = environment({ workloads: [legacy, { ...api, needs: ready('legacy') }] })
  assert.match(lines(alpineSteps(compared(undefined, {}, of), [], [])), 'docker buildx build --file legacy/Dockerfile --tag gantry-alpine/shop-prod/legacy:own --provenance=false --load legacy  # something that is compared needs it')
})

plan.run()
