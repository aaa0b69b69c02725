import { request } from 'node:http'
import type { RouteProbe } from '../report/health.mts'
import type { Environment } from '../stack/environment.mts'

/** A probe that takes longer has failed, in milliseconds. */
const patience = 5000

/** Asks every route through the proxy, side by side. Any answer of the application counts; 5xx of the proxy for it does not. */
export const probeRoutes = (environment: Environment): Promise<readonly RouteProbe[]> =>
  Promise.all(environment.workloads.flatMap(({ routes }) => routes.filter(({ port }) => port.protocol !== 'grpc').map(({ path, host }) => probe(environment, path, host))))

const probe = ({ http }: Environment, path: string, host: string | undefined): Promise<RouteProbe> => new Promise((resolve) => {
  const began = performance.now()
  const name = host ?? http.domain
  const end = (ok: boolean, said: string) => resolve({ route: `${host ?? ''}${path}`, ok, said, ms: performance.now() - began })
  const asked = request({
    host: http.address === '' || http.address === '0.0.0.0' ? '127.0.0.1' : http.address.replace(/[[\]]/g, ''), port: http.port, path, timeout: patience, agent: false,
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
