import { check, type Surroundings } from './check.mts'
import type { Environment } from './environment.mts'
import { forbiddenKeys } from './nodes.mts'
import { nativeProblems } from './native-problems.mts'
import { parse } from './parse.mts'
import { placed } from './placed.mts'
import type { Problem } from './problem.mts'
import { resolve } from './resolve.mts'

/** Text of a stack file → its environments, or every problem in it. Warnings leave the environments usable. */
export const readStack = (file: string, text: string, wanted: readonly string[] | undefined, surroundings: Surroundings): { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] } => {
  const parsed = parse(file, text)
  if (!parsed.ok) return { environments: [], problems: parsed.problems }
  const { drafts, problems } = check(parsed.source, parsed.data, wanted, surroundings)
  const isAllowed = ({ path }: Problem) => !path.split('.').some((key) => forbiddenKeys.has(key))
  const all = [...parsed.problems, ...problems.filter(isAllowed)].sort((a, b) => a.line - b.line || a.column - b.column)
  if (all.some(({ severity }) => severity === 'error')) return { environments: [], problems: all }
  const { ground } = surroundings
  const resolved = drafts.map((draft) => ({ draft, environment: resolve(ground ? placed(draft, ground) : draft, surroundings.images) }))
  const lacks = resolved.flatMap(({ draft, environment }) => nativeProblems(draft, environment))
  return { environments: lacks.some(({ severity }) => severity === 'error') ? [] : resolved.map(({ environment }) => environment), problems: [...all, ...lacks] }
}
