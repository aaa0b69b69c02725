import type { Ground } from '../kinds/ground.mts'
import { check, type Surroundings } from './check.mts'
import type { Draft } from './draft.mts'
import type { Environment } from './environment.mts'
import { forbiddenKeys } from './nodes.mts'
import { nativeProblems } from './native-problems.mts'
import { parse } from './parse.mts'
import { placed } from './placed.mts'
import type { Problem } from './problem.mts'
import { resolve } from './resolve.mts'

/** Environments, or every problem that keeps them from being there. */
export type Read = { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] }

/** Text of a stack file → its environments, or every problem in it; `on` gives them as they are on a machine without containers. Warnings leave the environments usable. */
export const readStack = (file: string, text: string, wanted: readonly string[] | undefined, surroundings: Surroundings): Read & { readonly on: (ground: Ground) => Read } => {
  const parsed = parse(file, text)
  if (!parsed.ok) return broken(parsed.problems)
  const { drafts, problems } = check(parsed.source, parsed.data, wanted, surroundings)
  const isAllowed = ({ path }: Problem) => !path.split('.').some((key) => forbiddenKeys.has(key))
  const all = [...parsed.problems, ...problems.filter(isAllowed)].sort((a, b) => a.line - b.line || a.column - b.column)
  if (all.some(({ severity }) => severity === 'error')) return broken(all)
  return { environments: drafts.map((draft) => resolve(draft, surroundings.images)), problems: all, on: (ground) => onGround(drafts, ground, surroundings.images) }
}

const broken = (problems: readonly Problem[]): ReturnType<typeof readStack> => {
  const read: Read = { environments: [], problems }
  return { ...read, on: () => read }
}

const onGround = (drafts: readonly Draft[], ground: Ground, images: Surroundings['images']): Read => {
  const resolved = drafts.map((draft) => ({ draft, environment: resolve(placed(draft, ground), images) }))
  const problems = resolved.flatMap(({ draft, environment }) => nativeProblems(draft, environment))
  return { environments: problems.some(({ severity }) => severity === 'error') ? [] : resolved.map(({ environment }) => environment), problems }
}
