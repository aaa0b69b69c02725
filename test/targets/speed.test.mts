import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compose } from '../../scripts/targets/compose.mts'
import { nginx } from '../../scripts/targets/nginx.mts'
import { filesOf } from './render.mts'
import { environment, workload } from './workload.mts'

const port = { name: 'http', number: 8000, protocol: 'http' } as const

const large = (name: string, size: number) => environment({ name, project: `large-${name}`, workloads: [
  ...Array.from({ length: size }, (_, index) => workload({
    name: `service-${index}`, image: `large/service-${index}:1`, build: { context: `services/${index}`, dockerfile: 'Dockerfile', owner: `service-${index}` },
    needs: index === 0 ? [] : [{ service: `service-${index - 1}`, until: 'ready' }, { service: `service-${index >> 1}`, until: 'ready' }],
    health: { command: ['node', '-e', 'probe()'], interval: 10_000, timeout: 5000, retries: 3, startPeriod: 60_000, startInterval: 250 },
    variables: Object.fromEntries(Array.from({ length: 10 }, (_, number) => [`VARIABLE_${number}`, `value $ ${number}`])),
    secrets: [{ name: `secret_${index}` }, { name: 'url', value: 'x', as: 'URL' }], command: ['node', 'server.js'],
    mounts: [{ type: 'tmpfs', path: '/tmp', user: '1000:1000' }, { type: 'volume', name: `data-${index}`, path: '/data', readOnly: false, cache: false }],
    routes: [{ path: `/service-${index}/`, service: `service-${index}`, port, strip: index % 3 === 0, websocket: index % 5 === 0 }],
  })),
  workload({ name: 'proxy', isEntry: true, mounts: [{ type: 'rendered', target: 'nginx', folder: 'proxy', path: '/etc/nginx/gantry' }] }),
] })

/** Milliseconds of this process's own work, whatever else the machine does. */
const workOf = (act: () => void): number => {
  const start = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const test = suite('rendering')

test('300 services in three environments take less than a second and 300 MB', () => {
  const work = workOf(() => { for (const name of ['dev', 'staging', 'prod']) for (const target of [compose, nginx]) filesOf(target, large(name, 300)) })
  // The collector's own threads count here and not on the clock.
  assert.ok(work < 1500, `${work.toFixed(0)} ms`)
  assert.ok(process.resourceUsage().maxRSS < 300 * 1024, `${process.resourceUsage().maxRSS} KB`)
})

test('the time grows with the number of services, not faster', () => {
  const work = (size: number) => Math.min(...[1, 2, 3].map(() => workOf(() => { for (const target of [compose, nginx]) filesOf(target, large('prod', size)) })))
  const [small, big] = [work(200), work(800)]
  assert.ok(big < small * 4 * 2.5, `${small.toFixed(0)} ms, four times as many services ${big.toFixed(0)} ms`)
})

test.run()
