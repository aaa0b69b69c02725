import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { Effect } from '../plan/step.mts'
import { askable } from '../plan/start.mts'
import type { RouteProbe } from '../report/health.mts'
import { doorOf } from '../stack/entry.mts'
import type { Door, Environment } from '../stack/environment.mts'

/** A probe that takes longer has failed, in milliseconds. */
const patience = 5000

/** Asks every route through the proxy, side by side. Any answer of the application counts; 5xx of the proxy for it does not. */
export const probeRoutes = (environment: Environment): Promise<readonly RouteProbe[]> =>
  Promise.all(environment.workloads.flatMap(askable).map(({ path, host }) => probe(doorOf(environment), path, host)))

/** Asks routes until none says 503 any more: the proxy looks names up a moment after its services are ready. */
export const untilAnswered = async ({ door, routes, budget }: Extract<Effect, { do: 'answer' }>, signal: AbortSignal): Promise<void> => {
  const end = performance.now() + budget
  let open = routes
  while (open.length > 0 && performance.now() < end && !signal.aborted) {
    const probes = await Promise.all(open.map(({ path, host }) => probe(door, path, host)))
    open = open.filter((_, index) => probes[index]?.said === '503')
    if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const probe = (door: Door, path: string, host: string | undefined): Promise<RouteProbe> => new Promise((resolve) => {
  const began = performance.now()
  const name = host ?? door.name
  const end = (ok: boolean, said: string) => resolve({ route: `${host ?? ''}${path}`, ok, said, ms: performance.now() - began })
  // Whether the certificate is right is judged apart: an expired one is no reason to say that a route is down.
  const asked = (door.isSecure ? secure : plain)({
    host: door.address, port: door.port, path, timeout: patience, agent: false, rejectUnauthorized: false, ...name === undefined ? {} : { servername: name },
    headers: { accept: '*/*', 'user-agent': 'gantry-health', ...name === undefined ? {} : { host: name } },
  }, (response) => {
    end((response.statusCode ?? 500) < 500, String(response.statusCode))
    // A stream of events never ends by itself.
    response.destroy()
  })
  asked.on('timeout', () => asked.destroy(new Error(`no answer in ${patience / 1000} s`)))
  asked.on('error', (error: NodeJS.ErrnoException) => end(false, error.code === 'ECONNREFUSED' ? 'nothing: the proxy does not listen' : error.message))
  asked.end()
})
