// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, createStack } from './support/stack.mts'

const port = 19_030
const web = (name: string) => `{ kind: container, image: busybox:1, command: [sh, -c, echo ${name} > /tmp/index.html; exec httpd -f -p 8000 -h /tmp], port: 8000, health: /, route: /${name}/`
const stack = await createStack('t-wait', { 'stack.yaml': `
tiers:
  core: { ready: 20s }
  data: { ready: 20s }
  late: { ready: 3s }
services:
  core: ${web('core').replace('/core/', '/')}, tier: core }
  schema: { kind: job, image: busybox:1, command: [sh, -c, echo schema is current], tier: data, needs: [core] }
  store: ${web('store')}, tier: data, needs: [core, schema] }
  model:
    kind: container
    image: busybox:1
    tier: late
    command: [sh, -c, echo reading model.bin; echo model.bin is broken >&2; exec sleep 600]
    health: { command: [sh, -c, echo the model is not loaded; exit 1] }
  predict: { kind: container, image: busybox:1, command: sleep 600, tier: late, needs: [model] }
  report: { kind: container, image: busybox:1, command: sleep 600, tier: late, needs: [predict] }
environments:
  dev: { http: 127.0.0.1:${port} }
` })

type Answer = { command: string; exit: number; result: { project: string; ms: number; services: { service: string; state: string; ready?: number; blockedBy: string[]; failure?: { probe: string; log: string[] } }[]; urls: { url: string }[] }; problems: { code: string; message: string }[] }
const parsed = (text: string): Answer => {
  assert.is(text.trimEnd().split('\n').length, 1, 'one line of JSON and nothing else')
  return JSON.parse(text) as Answer
}
const states = ({ result }: Answer) => Object.fromEntries(result.services.map(({ service, state }) => [service, state]))

const waiter = suite('the waiter')

waiter.after(() => stack.remove())

waiter('one tier by name or by number brings what it needs, and the proxy for its routes', async () => {
  const { code, stderr } = await stack.gantry('up', '--tier', '1')
  assert.is(code, 0, stderr)
  assert.equal(await stack.containers(), ['core-1', 'proxy-1'])
})

waiter('--through starts every tier up to one, in order; a job that ends with 0 is done', async () => {
  const { code, stdout } = await stack.gantry('up', '--through', 'data', '--json')
  assert.is(code, 0)
  assert.equal(await stack.containers(), ['core-1', 'proxy-1', 'schema-1', 'store-1'])
  const answer = parsed(stdout)
  assert.equal(states(answer), { core: 'ready', proxy: 'ready', schema: 'ready', store: 'ready' })
  assert.equal(answer.result.urls.map(({ url }) => url), [`http://localhost:${port}/`, `http://localhost:${port}/store/`])
})

waiter('a second up changes nothing, and does not take long', async () => {
  const before = await stack.runs()
  const began = performance.now()
  const { code, stderr } = await stack.gantry('up', '--through', 'data')
  const took = performance.now() - began
  assert.is(code, 0)
  assert.match(stderr, /^core +healthy already$/m)
  assert.equal(await stack.runs(), before)
  assert.ok(took < 5000, `${Math.round(took)} ms`)
})

waiter('a late tier that fails leaves the earlier ones serving and says all there is to know', async () => {
  const { code, stderr } = await stack.gantry('up')
  assert.is(code, 1)
  assert.match(stderr, /^model \(tier late\) has not answered its probe within 3 s$/m)
  assert.match(stderr, 'its probe: the model is not loaded')
  assert.match(stderr, /the last lines of t-wait-dev-model-1:\n {2}│ .*\n {2}│ /)
  assert.match(stderr, '│ model.bin is broken\n')
  assert.match(stderr, 'predict was not started: it waits for model\n')
  assert.match(stderr, 'report was not started: it waits for predict, which waits for model\n')
  assert.match(stderr, 'raise `ready`')
  for (const [path, text] of [['/', 'core\n'], ['/store/', '']] as const) {
    const answer = await ask(port, path)
    assert.ok(answer.status === 200 || answer.status === 404, `${path} is answered by its service`)
    if (text) assert.is(answer.text, text)
  }
})

waiter('the same as JSON, on failure as well', async () => {
  const { code, stdout } = await stack.gantry('up', '--json')
  const answer = parsed(stdout)
  assert.equal([code, answer.command, answer.exit], [1, 'up', 1])
  assert.equal(states(answer), { core: 'ready', schema: 'ready', store: 'ready', proxy: 'ready', model: 'failed', predict: 'blocked', report: 'blocked' })
  const of = (name: string) => answer.result.services.find(({ service }) => service === name)
  assert.is(of('model')?.failure?.probe, 'the model is not loaded')
  assert.equal(of('report')?.blockedBy, ['predict', 'model'])
  assert.is(answer.problems[0]?.code, 'failed')
})

waiter('a service by its name brings what it needs and nothing else', async () => {
  await stack.gantry('down')
  const { code, stdout } = await stack.gantry('up', 'store', '--timings')
  assert.is(code, 0)
  assert.equal(await stack.containers(), ['core-1', 'proxy-1', 'schema-1', 'store-1'])
  assert.match(stdout, /^store +·+▒*█+ +waited [\d.]+ s for schema, (started in [\d.]+ s, )?ready after [\d.]+ s$/m)
  assert.match(stdout, /^schema .* done after [\d.]+ s$/m)
  assert.match(stdout, /in all$/m)
})

waiter('a job that ends with another code than 0 is a failure that is explained', async () => {
  await stack.write('stack.yaml', (await stack.read('stack.yaml')).replace('echo schema is current', 'echo the schema is newer than the program; exit 3'))
  const { code, stderr } = await stack.gantry('up', 'store')
  assert.is(code, 1)
  assert.match(stderr, /^schema \(tier data\) ended with 3\n {2}the last lines of t-wait-dev-schema-1: the schema is newer than the program$/m)
})

waiter('a tier or a service that is not there is the user\'s mistake', async () => {
  const tier = await stack.gantry('up', '--tier', 'lat')
  assert.equal([tier.code, tier.stderr], [2, 'there is no tier "lat"\n  the tiers are core, data, late\n'])
  const service = await stack.gantry('up', 'stor')
  assert.equal([service.code, service.stderr], [2, 'there is no service "stor" in dev\n  did you mean `store`?\n'])
})

waiter.run()
