import { secretFile } from '../kinds/secret-file.mts'
import { isLacking, isNative, type NativeWorkload, type Preparation } from '../kinds/native-run.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { PairsSeen } from '../tls/seen.mts'
import { goalsOf } from './goals.mts'
import { nativePairSteps } from './native-tls.mts'
import { prepare, type Prepared } from './prepare.mts'
import type { Process } from './process.mts'
import { select, type Part } from './select.mts'
import type { Step } from './step.mts'

/** An environment as the engine sees it: without what runs outside containers, and without needs for that. */
export const containersOf = (environment: Environment): Environment => {
  const workloads = environment.workloads.filter(({ native }) => native === undefined)
  const names = new Set(workloads.map(({ name }) => name))
  return { ...environment, workloads: workloads.map((workload) => ({ ...workload, needs: workload.needs.filter(({ service }) => names.has(service)) })) }
}

/** What the plan to run processes looks at beside the environment. */
export type NativeSeen = {
  /** Processes that a killed run has left. */
  readonly left: readonly { readonly service: string; readonly pid: number; readonly born: string }[]
  readonly prepared: Prepared
  /** What there is of certificates, where the stack serves TLS. */
  readonly pairs?: PairsSeen | undefined
  /** Configuration of servers without a container, rendered. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
  /** Steps that bring the containers beside them to the point where they can be started; empty without any. */
  readonly containers: readonly Step[]
}

export type NativeWords = { readonly announce: string; readonly timings: boolean }

/** The same run in the background: everything is prepared there. */
export const detachSteps = (environment: Environment, part: Part, words: readonly string[]): readonly Step[] => {
  const { ground } = environment
  const workloads = select(environment, part).filter((workload) => !isLacking(workload))
  return ground ? [{ id: 'detach', after: [], do: 'detach', folder: ground.state, words, goals: goalsOf(environment, workloads.filter(isNative).map(withoutCommand)), why: 'it goes on without this terminal' }] : []
}

/** Steps from whatever is there to processes that are looked after: secrets, packages, data, configuration, then all of them in order of need. */
export const nativeSteps = (environment: Environment, seen: NativeSeen, part: Part, words: NativeWords): readonly Step[] => {
  const { ground } = environment
  if (!ground) return []
  const workloads = select(environment, part).filter((workload) => !isLacking(workload))
  const natives = workloads.filter(isNative)
  const left: readonly Step[] = seen.left.length === 0 ? [] : [{ id: 'end', after: [], do: 'end-processes', processes: seen.left, why: 'a run that was killed has left them' }]
  const files = [...left, ...prepare({ ...environment, workloads: workloads.map(asProcess) }, seen.prepared), ...seen.files.map(({ path, content }): Step => ({ id: `write ${path}`, after: [], do: 'write', path, content, why: 'the server reads it' }))]
  const ids = files.map(({ id }) => id)
  const ready = [...files, ...preparations(natives, ids), ...natives.some(({ isEntry }) => isEntry) ? nativePairSteps(environment, seen.pairs) : [], ...seen.containers]
  return [...ready, {
    id: 'supervise', after: ready.map(({ id }) => id), do: 'supervise', why: 'each is started when what it needs is ready, and looked after until Ctrl-C',
    processes: natives.map((workload) => processOf(workload, environment.name)), goals: goalsOf(environment, workloads.map(withoutCommand)), folder: ground.state,
    project: workloads.length > natives.length ? environment.project : undefined, ports: ground.ports, lacking: lackingOf(environment), ...words,
  }]
}

/** Services that are left out, and why. */
export const lackingOf = ({ workloads }: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(workloads.flatMap(({ name, native }) => native && 'lacks' in native ? [[name, native.lacks]] : []))

/** Services of one folder ask for the same packages: done once, one after the other. */
const preparations = (natives: readonly NativeWorkload[], after: readonly string[]): readonly Step[] => {
  const steps = new Map<string, Step>()
  for (const { native } of natives) native.prepare.forEach((preparation) => {
    const key = JSON.stringify(preparation)
    const last = native.prepare[native.prepare.indexOf(preparation) - 1]
    if (!steps.has(key)) stepsOf(preparation, `prepare ${steps.size + 1}`, last ? [...after, ...idOf(steps, last)] : after).forEach((step, index) => steps.set(index === 0 ? key : `${key} mark`, step))
  })
  return [...steps.values()]
}

const idOf = (steps: ReadonlyMap<string, Step>, preparation: Preparation): readonly string[] => {
  const key = JSON.stringify(preparation)
  return [steps.get(key), steps.get(`${key} mark`)].flatMap((step) => step?.id ?? [])
}

const stepsOf = (preparation: Preparation, id: string, after: readonly string[]): readonly Step[] => {
  const { why } = preparation
  if ('folder' in preparation) return [{ id, after, why, do: 'fill-folder', path: preparation.folder, by: preparation.by, ...preparation.owner === undefined ? {} : { owner: preparation.owner } }]
  if ('copy' in preparation) return [{ id, after, why, do: 'copy', from: preparation.copy, to: preparation.to, owner: preparation.owner }]
  const run: Step = { id, after, why, do: 'run', ...preparation.run }
  return preparation.mark === undefined ? [run] : [run, { id: `${id} mark`, after: [id], why: 'it is complete', do: 'write', path: preparation.mark.path, content: preparation.mark.text }]
}

/** What of a workload's surroundings has to be there without a container: its own folders, which belong to whoever runs gantry. */
const asProcess = (workload: Workload): Workload => {
  if (!workload.native) return workload
  const { user: _user, ...rest } = workload
  return { ...rest, privateVariables: {}, mounts: workload.isEntry ? [] : workload.mounts.filter(({ type }) => type === 'bind') }
}

/** What follows a start in a container has been done before, without one. */
const withoutCommand = (workload: Workload): Workload => {
  const { then: _then, ...rest } = workload
  return workload.native ? rest : workload
}

/** No process of a developer's machine needs longer to end. */
const longestGrace = 10_000
/** A probe from outside costs next to nothing, so it comes often while a service starts. */
const nativeStartInterval = 30

const processOf = ({ name, native, runs, needs, wants, secrets, restart, stop, health, ports, ready, isEntry }: NativeWorkload, environment: string): Process => ({
  service: name, on: native.on, argv: native.command, cwd: native.workdir, path: native.path, runs, restart,
  variables: native.variables,
  secrets: Object.fromEntries(secrets.flatMap((use) => use.as === undefined ? [] : [[use.as, secretFile(environment, name, use)]])),
  needs: [...needs.map(({ service }) => service), ...wants],
  stop: { grace: Math.min(stop.grace, longestGrace), signal: native.serves ? 'SIGTERM' : stop.signal ?? 'SIGTERM' },
  timings: {
    interval: health?.interval ?? 5000, timeout: health?.timeout ?? 3000, retries: health?.retries ?? 2,
    startPeriod: health?.startPeriod ?? ready, startInterval: Math.min(health?.startInterval ?? 500, nativeStartInterval),
  },
  ports: isEntry ? [] : ports.map(({ number }) => number),
  ...native.probe ? { probe: native.probe } : {}, ...native.before ? { before: native.before } : {}, ...native.watch === undefined ? {} : { watch: native.watch },
})
