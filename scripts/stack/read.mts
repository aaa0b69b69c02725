import { check, type Surroundings } from './check.mts'
import type { Draft } from './draft.mts'
import type { Environment } from './environment.mts'
import { forbiddenKeys } from './nodes.mts'
import { parse } from './parse.mts'
import type { Problem } from './problem.mts'
import { resolve } from './resolve.mts'

/** Environments and the drafts they were made of, or every problem that keeps them from being there. */
export type Read = { readonly environments: readonly Environment[]; readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] }

/** Text of a stack file → its environments, or every problem in it. Warnings leave the environments usable. */
export const readStack = (file: string, text: string, wanted: readonly string[] | undefined, surroundings: Surroundings): Read => {
  const parsed = parse(file, text)
  if (!parsed.ok) return broken(parsed.problems)
  const { drafts, problems } = check(parsed.source, parsed.data, wanted, surroundings)
  const isAllowed = ({ path }: Problem) => !path.split('.').some((key) => forbiddenKeys.has(key))
  const all = [...parsed.problems, ...problems.filter(isAllowed)].sort((a, b) => a.line - b.line || a.column - b.column)
  if (all.some(({ severity }) => severity === 'error')) return broken(all)
  return { environments: drafts.map((draft) => resolve(draft, surroundings.images)), drafts, problems: all }
}

const broken = (problems: readonly Problem[]): Read => ({ environments: [], drafts: [], problems })
