import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lastProbe, readContainers } from '../../scripts/docker/observed.mts'

// From Docker Engine 28.5, shortened.
const containers = readContainers(readFileSync(new URL('inspect.json', import.meta.url), 'utf8'))
const named = (name: string) => containers.find((one) => one.name === name)

const observed = suite('docker inspect')

observed('is read as containers by service, without those of `compose run`', () => assert.equal(
  containers.map(({ service, number, state, health }) => `${service} ${number} ${state} ${health}`),
  ['api 2 running healthy', 'broken 1 created none', 'job 1 exited none', 'web 1 running healthy', 'web 1 exited none']))

observed('tells when a run began and ended', () => {
  const { startedAt, finishedAt } = named('wait-badshot-job-1') ?? {}
  assert.equal([startedAt, finishedAt], [Date.parse('2026-11-21T23:42:42.600Z'), Date.parse('2026-11-21T23:42:42.845Z')])
  assert.is(named('wait-port-web-1')?.finishedAt, undefined)
})

observed('tells what was never started, and why', () => {
  const { startedAt, error } = named('wait-exec-web-1') ?? {}
  assert.equal([startedAt, error], [undefined, 'exec: "nosuch": executable file not found in $PATH'])
})

observed('tells an end for lack of memory', () => {
  const { exitCode, oomKilled, restartPolicy } = named('wait-oom-web-1') ?? {}
  assert.equal([exitCode, oomKilled, restartPolicy], [137, true, 'no'])
})

observed('knows whose container it is and where its files stand', () => {
  const { project, workingDir, configFiles } = named('wait-port-web-1') ?? {}
  assert.equal([project, workingDir, configFiles], ['wait-port', '/tmp/waiter/port', ['/tmp/waiter/port/compose.yaml']])
})

observed('lists ports, networks and volumes', () => {
  const { ports, networks, volumes } = named('wait-port-web-1') ?? {}
  assert.equal(ports, [{ address: '127.0.0.1', host: 18077, port: 80, protocol: 'tcp' }])
  assert.equal([networks, volumes], [['wait-port_default'], ['wait-port_data']])
})

observed('shows the last probe of this run only', () => {
  const web = named('wait-port-web-1')
  assert.is(web && lastProbe(web)?.exitCode, 0)
  assert.is(web && lastProbe({ ...web, startedAt: (web.probes[0]?.at ?? 0) + 1 }), undefined)
  assert.is(web && lastProbe({ ...web, state: 'exited' }), undefined)
})

observed('of nothing is nothing', () => assert.equal(readContainers(''), []))

observed.run()
