import type { Workload } from '../kinds/workload.mts'
import type { Step } from '../plan/step.mts'
import type { Cosign } from '../supply/sign.mts'
import type { Environment } from '../stack/environment.mts'
import { homeFolder } from '../stack/home.mts'
import { imageBuild, type Asked } from './image-build.mts'

/** How images are built: `jobs` at a time; undefined leaves it to the machine. */
export type Building = Asked & { readonly jobs?: number | undefined; readonly enforces?: boolean; readonly signs?: Cosign | undefined; readonly why: string }

/** Images in the order of their tiers, several at a time; none is no step. */
export const buildSteps = (environment: Environment, owners: readonly Workload[], { jobs, enforces, signs, why, ...asked }: Building, after: readonly string[]): readonly Step[] => {
  const position = new Map(environment.tiers.map(({ name }, index) => [name, index]))
  const builds = owners.flatMap((workload) => imageBuild(environment, workload, asked) ?? [])
    .sort((a, b) => (position.get(a.tier) ?? 0) - (position.get(b.tier) ?? 0))
  if (builds.length === 0) return []
  const budgets = Object.fromEntries(environment.tiers.flatMap(({ name, build }) => build === undefined ? [] : [[name, build]]))
  return [{
    id: asked.output === 'push' ? 'push' : 'build', after, do: 'build', quiet: true, builds, budgets, why,
    ...asked.output === 'push' ? {} : { history: historyFile(environment) }, ...jobs === undefined ? {} : { jobs }, ...enforces ? { enforces } : {}, ...signs ? { signs } : {},
  }]
}

/** Where the builds of an environment are remembered, one a line. */
export const historyFile = ({ name }: Pick<Environment, 'name'>): string => `${homeFolder(name)}/builds.jsonl`
