import type { Ground } from '../kinds/ground.mts'
import { isNative } from '../kinds/native-run.mts'
import { bringUp, type BuildPolicy } from '../plan/bring-up.mts'
import { containersOf, lackingOf, type NativeSeen } from '../plan/native.mts'
import type { Part } from '../plan/select.mts'
import type { Environment } from '../stack/environment.mts'
import type { Unusable } from '../docker/refusal.mts'
import type { Observing } from './command.mts'
import { engineTrouble } from './docker.mts'
import { busy, fail, failed, mistake, mistakes } from './failure.mts'
import { givePorts, observeGround } from './ground.mts'
import { leftovers, runningState } from './native-state.mts'
import { nativeHome } from './observe-running.mts'
import { observePrepared } from './prepared.mts'
import { observeStack } from './observe-stack.mts'
import { renderNative } from './render-native.mts'

/** What running without containers looks at. */
export type SeenNative = NativeSeen & { readonly environment: Environment; readonly reason: string }

/** Which services run without containers, and why; `trouble` is what keeps the engine from answering. */
export type NativeChoice = { readonly services: 'all' | readonly string[]; readonly reason: string; readonly trouble?: Unusable }

/** What was asked for, else everything where no engine answers; undefined when all are containers. */
export const nativeChoice = async (asked: 'all' | readonly string[] | undefined): Promise<NativeChoice | undefined> => {
  if (asked !== undefined) return { services: asked, reason: asked === 'all' ? 'Without containers, as asked:' : `Without containers, as asked: ${asked.join(', ')}.` }
  const trouble = await engineTrouble()
  return trouble && { services: 'all', reason: `${trouble.message.replace(/\.?$/, '')}: the services run as processes of this machine.`, trouble }
}

/** The stack as it is on this machine without containers, and what is still to be prepared. */
export const observeNative = async (context: Observing, choice: NativeChoice, part: Part, policy: BuildPolicy): Promise<SeenNative> => {
  const { stackFolder, say, environment: { name, workloads } } = context
  const state = nativeHome(stackFolder, { name })
  const other = await runningState(state)
  if (other) fail(busy(`${name} runs already without containers (process ${other.supervisor.pid})`, 'end it with Ctrl-C there, or with `make down`'))
  const left = await leftovers(state)
  // Loaded while the programs say their versions.
  void import('./supervise.mts')
  const ground = await observeGround(stackFolder, name, servicesOf(choice.services, workloads), (bare) => readOn(context, bare))
  const first = await loadOn(context, ground)
  if (!first.workloads.some((workload) => isNative(workload) && !workload.isEntry)) nothingRuns(first, choice)
  const environment = await loadOn(context, { ...ground, ports: await givePorts(first, ground, left) })
  const isMixed = environment.workloads.some(({ native }) => native === undefined)
  const containers = isMixed ? await containerSteps({ stackFolder, say, environment: containersOf(environment) }, part, policy) : []
  return { environment, reason: choice.reason, left, prepared: await observePrepared(stackFolder, environment), files: await renderNative(stackFolder, environment), containers, pairs: environment.tls && await (await import('./tls/observe-pairs.mts')).observePairs(stackFolder, environment) }
}

const nothingRuns = (environment: Environment, { trouble }: NativeChoice): never => {
  const lacks = `Nothing of this stack runs without containers: ${Object.entries(lackingOf(environment)).map(([name, why]) => `${name}: ${why}`).join('; ')}.`
  return fail(trouble ? failed(trouble.message, `${trouble.hint}\n${lacks}`) : mistake(lacks, 'say how a service runs here: `native: { command: … }`'))
}

/** The proxy goes where a service that it passes requests to goes: containers often may not call the machine. */
const servicesOf = (services: 'all' | readonly string[], workloads: Environment['workloads']): ReadonlySet<string> => {
  const names = workloads.map(({ name }) => name)
  const stranger = services === 'all' ? undefined : services.find((service) => !names.includes(service))
  if (stranger !== undefined) fail(mistake(`there is no service ${JSON.stringify(stranger)}`, `the services are ${names.join(', ')}`))
  const chosen = services === 'all' ? names : services
  const entry = workloads.find(({ isEntry }) => isEntry)
  return new Set([...chosen, ...entry && workloads.some((workload) => chosen.includes(workload.name) && workload.routes.length > 0) ? [entry.name] : []])
}

const readOn = async ({ load }: Observing, ground: Ground) => await (await load()).on?.(ground) ?? { environments: [], problems: [] }

const loadOn = async (context: Observing, ground: Ground): Promise<Environment> => {
  const { environments: [environment], problems } = await readOn(context, ground)
  return environment ?? fail(mistakes(problems.filter(({ severity }) => severity === 'error')))
}

/** Containers beside the processes are made, and started by the same waiter. */
const containerSteps = async (looking: Pick<Observing, 'stackFolder' | 'environment' | 'say'>, part: Part, policy: BuildPolicy) => {
  const { environment } = looking
  const names = new Set(environment.workloads.map(({ name }) => name))
  const mine = { ...part, services: part.services.filter((name) => names.has(name)) }
  const seen = await observeStack(looking, mine, policy)
  return bringUp(environment, seen, mine, policy).filter(({ do: what, id }) => what !== 'wait' && what !== 'answer' && !id.startsWith('reload '))
}

