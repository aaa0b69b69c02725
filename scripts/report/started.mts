import type { Workload } from '../kinds/workload.mts'
import type { Outcome } from '../plan/step.mts'
import type { WaitResults } from '../plan/wait-result.mts'
import type { Environment } from '../stack/environment.mts'
import { timings } from './timings.mts'

/** Where the stack is reached: one address for each route. */
export const addresses = ({ http, https, workloads }: Environment): readonly { readonly service: string; readonly url: string }[] => {
  const host = http.domain ?? (http.address === '' || http.address === '0.0.0.0' ? 'localhost' : http.address === '127.0.0.1' ? 'localhost' : http.address)
  const [scheme, usual, entry] = https ? ['https', 443, https] as const : ['http', 80, http] as const
  const port = entry.port === usual ? '' : `:${entry.port}`
  return workloads.flatMap((workload: Workload) => workload.routes.map((route) => ({ service: workload.name, url: `${scheme}://${route.host ?? host}${port}${route.path}` })))
}

/** The addresses as lines, the service first. */
export const addressLines = (environment: Environment): string => {
  const all = addresses(environment)
  const width = Math.max(0, ...all.map(({ service }) => service.length))
  return all.map(({ service, url }) => `${service.padEnd(width)}  ${url}`).join('\n')
}

/** What the waiter found, among the outcomes of a plan. */
export const waitResults = (outcomes: readonly Outcome[]): WaitResults | undefined =>
  outcomes.find(({ step }) => step.do === 'wait' || step.do === 'ask-run' || step.do === 'supervise' || step.do === 'detach')?.data as WaitResults | undefined

type Started = { readonly colours: boolean; readonly showTimings: boolean; readonly width: number; /** What else a person has to know. */ readonly note?: string | undefined }

/** What came of bringing a stack up: the addresses, and where the time went when that was asked for. */
export const startedReport = (environment: Environment, outcomes: readonly Outcome[], { colours, showTimings, width, note }: Started) => {
  const results = waitResults(outcomes)
  const isUp = outcomes.every(({ state }) => state === 'done')
  const bars = results && showTimings ? [timings(results, { colours, width })] : []
  return {
    text: [...bars, ...isUp ? [addressLines(environment), note ?? ''] : []].filter((text) => text !== '').join('\n\n'),
    result: { project: environment.project, ms: results?.ms ?? 0, services: results?.services ?? [], urls: addresses(environment) },
  }
}
