import { suite } from 'uvu'
import type { Route } from '../../../scripts/kinds/workload.mts'
import type { MadePair } from '../../../scripts/shell/tls/make-certificate.mts'
import type { Environment, Tls } from '../../../scripts/stack/environment.mts'
import { hook } from '../../support/hook.mts'
import { when } from '../../support/skip.mts'
import { environment, workload } from '../workload.mts'
import { judges, type Judge, type Running } from './judges.mts'
import { freePorts, startService } from './service.mts'

/** A route to the service `api`, to spread over. */
export const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 2030, protocol: 'http' }, strip: false, websocket: false, ...changes })

/** The way in. */
export const entry = workload({ name: 'proxy', isEntry: true })

/** An environment with these routes and the way in. */
export const stackOf = (routes: readonly Route[], changes: Partial<Environment> = {}): Environment =>
  environment({ http: { address: '127.0.0.1', port: 8080 }, workloads: [workload({ name: 'api', routes }), entry], ...changes })

/** TLS as in prod, but without the way from HTTP to it, to spread over. */
export const tlsSettings = (changes: Partial<Tls> = {}): Tls => ({ from: 'selfsigned', names: ['shop.example.com'], addresses: [], security: 'intermediate', redirect: false, rejects: true, ...changes })

type Service = Awaited<ReturnType<typeof startService>>
/** A server in front of two services, `api` and `other`; nobody listens on `late`, where any other service is looked for. */
export type Stage = { readonly port: number; readonly running: Running; readonly api: Service; readonly other: Service; readonly late: number }
type Declare = (test: ReturnType<typeof when>, stage: Stage, judge: Judge) => void

/** A suite of the same tests for each of the servers, with services behind it; the stage is there when they run. */
export const inFrontOf = (title: string, stack: Environment, declare: Declare, { among = judges, pair }: { readonly among?: readonly Judge[]; readonly pair?: MadePair } = {}): void => {
  for (const judge of among) {
    const all = suite(`${title}: ${judge.name}`)
    const stage = {} as Stage
    if (judge.lacks === undefined) {
      all.before(hook(async () => Object.assign(stage, await build(judge, stack, pair))))
      all.after(hook(async () => {
        await stage.running.remove()
        await Promise.all([stage.api.stop(), stage.other.stop()])
      }))
    }
    declare(when(judge.lacks === undefined, judge.lacks ?? '', all), stage, judge)
    all.run()
  }
}

const build = async (judge: Judge, stack: Environment, pair: MadePair | undefined): Promise<Stage> => {
  const [api, other, [late = 0]] = await Promise.all([startService(), startService(), freePorts(1)])
  const addressOf = (service: string) => `127.0.0.1:${{ api: api.port, other: other.port }[service] ?? late}`
  const running = await judge.start({ workload: entry, environment: stack, addressOf, ...pair ? { pair } : {} })
  return { api, other, late, running, port: running.port }
}

/** Those with all rights, for what does not depend on them. */
export const privileged = judges.filter(({ isOrdinary }) => !isOrdinary)
