import type { Container } from '../docker/observed.mts'
import { volume } from '../docker/volume.mts'
import { isDoubtful } from '../images/doubtful.mts'
import type { Workload } from '../kinds/workload.mts'
import { toBuild, type BuildPolicy, type StackSeen } from '../plan/bring-up.mts'
import { hasTier, select, type Part } from '../plan/select.mts'
import { takesVolumes } from '../plan/start.mts'
import type { Environment } from '../stack/environment.mts'
import { observeRevisions } from './build/revisions.mts'
import type { Observing } from './command.mts'
import { engine, imagesPresent, networksInUse, observeProject, readDocker } from './docker.mts'
import { fail, failed, mistake, refusal } from './failure.mts'
import { holderWords, portHolder } from './port-holder.mts'
import { observePrepared } from './prepared.mts'
import { renderAll } from './rendering.mts'
import { refuseEdited } from './refuse-edited.mts'
import { refuseOthers } from './refuse-others.mts'
import { hasTemplates } from './templates.mts'

/** Where a stack is, and how to say what is worth knowing of it. */
type Looking = Pick<Observing, 'stackFolder' | 'environment' | 'say'>

/** Looks at everything that bringing a stack up depends on, side by side, and refuses what must not go on. */
export const observeStack = async (looking: Looking, part: Part, policy: BuildPolicy): Promise<StackSeen> => {
  const { stackFolder, environment } = looking
  refuseStrangeTiers(environment, part)
  const [prepared, pairs, { renderings }, containers, images, volumes, revisions] = await Promise.all([
    observePrepared(stackFolder, environment), environment.tls && import('./tls/observe-pairs.mts').then(({ observePairs }) => observePairs(stackFolder, environment)), renderAll(stackFolder, [environment]),
    observeProject(environment.project).catch((error: unknown) => error as Error), imagesPresent(environment.workloads.filter(({ build, name }) => build?.owner === name).map(({ image }) => image)).catch(() => new Set<string>()),
    environment.workloads.some(takesVolumes) ? volumesOf(environment.project) : new Set<string>(), observeRevisions(stackFolder, environment, select(environment, part)),
  ])
  refuseEdited(renderings)
  // Containers or images of this stack show that the engine can do it; asking for versions takes longer than the rest together.
  if (!Array.isArray(containers) || containers.length + images.size === 0) await refuseEngine()
  if (!Array.isArray(containers)) throw containers
  refuseOthers(environment, stackFolder, containers as readonly Container[])
  await Promise.all([refusePorts(environment, part, containers as readonly Container[]), refuseSubnet(environment), refuseBuilds(looking, toBuild(environment, images, part, policy))])
  return { prepared, renderings, containers: containers as readonly Container[], images, volumes, pairs, revisions: revisions.byService }
}

/** A tier that was asked for and is not there. */
export const refuseStrangeTiers = (environment: Environment, part: Part): void => {
  for (const tier of [part.tier, part.through]) if (tier !== undefined && !hasTier(environment, tier)) fail(mistake(`there is no tier ${JSON.stringify(tier)}`, `the tiers are ${environment.tiers.map(({ name }) => name).join(', ')}`))
}

/** Where nothing is built, or all as gantry has it, nothing of builds is loaded. */
const refuseBuilds = async (looking: Looking, owners: readonly Workload[]): Promise<void> => {
  if (owners.length === 0 || !owners.some(isDoubtful) && !await hasTemplates(looking.stackFolder, 'docker')) return
  await (await import('./build/refuse-unbuildable.mts')).refuseUnbuildable(looking, owners)
}

const refuseEngine = async (): Promise<void> => {
  const found = await engine()
  if (!found.usable) fail(failed(found.message, found.hint))
}

const volumesOf = async (project: string): Promise<ReadonlySet<string>> =>
  new Set((await readDocker(volume.ofProject(project))).stdout.split('\n').filter((name) => name !== ''))

const refusePorts = async (environment: Environment, part: Part, containers: readonly Container[]): Promise<void> => {
  const mine = new Set(containers.filter(({ state }) => state === 'running').flatMap(({ ports }) => ports.map(({ host }) => host)))
  const wanted = select(environment, part).flatMap(({ name, publish }) => publish.filter(({ host, protocol }) => protocol === 'tcp' && !mine.has(host)).map(({ host }) => ({ name, host })))
  const held = await Promise.all(wanted.map(async ({ name, host }) => ({ name, host, holder: await portHolder(host) })))
  for (const { name, host, holder } of held) if (holder) fail(failed(`port ${host}, which ${name} publishes, is taken by ${holderWords(holder)}`, 'stop that, or choose another port in stack.yaml (http: of the environment, or publish: of the service)'))
}

const refuseSubnet = async ({ subnet, project }: Environment): Promise<void> => {
  if (subnet === undefined) return
  const other = (await networksInUse()).find((used) => used.project !== project && overlap(used.subnet, subnet))
  if (other) fail(refusal(`the subnet ${subnet} overlaps ${other.subnet} of ${other.by}`, 'choose another one for the environment, or leave `subnet:` out'))
}

const overlap = (a: string, b: string): boolean => {
  const [first, second] = [rangeOf(a), rangeOf(b)]
  return first !== undefined && second !== undefined && first[0] <= second[1] && second[0] <= first[1]
}

const rangeOf = (subnet: string): readonly [number, number] | undefined => {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(subnet)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number)
  const size = 2 ** (32 - bits)
  const start = Math.floor((((a * 256) + b) * 256 + c) * 256 + d)
  return [start - start % size, start - start % size + size - 1]
}

/** The part of a stack that positionals and options ask for. */
export const partOf = ({ services, options }: { readonly services: readonly string[]; readonly options: { readonly services: readonly string[]; readonly tier: string | undefined; readonly through: string | undefined } }): Part =>
  ({ services: [...services, ...options.services], tier: options.tier, through: options.through })
