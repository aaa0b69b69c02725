import { check, type Surroundings } from './check.mts'
import type { Environment } from './environment.mts'
import { forbiddenKeys } from './nodes.mts'
import { parse } from './parse.mts'
import type { Problem } from './problem.mts'
import { resolve } from './resolve.mts'

/** Text of a stack file → its environments, or every problem in it. Warnings leave the environments usable. */
export const readStack = (file: string, text: string, wanted: readonly string[] | undefined, surroundings: Surroundings): { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] } => {
  const parsed = parse(file, text)
  if (!parsed.ok) return { environments: [], problems: parsed.problems }
  const { drafts, problems } = check(parsed.source, parsed.data, wanted, surroundings)
  const isAllowed = ({ path }: Problem) => !path.split('.').some((key) => forbiddenKeys.has(key))
  const all = [...parsed.problems, ...problems.filter(isAllowed)].sort((a, b) => a.line - b.line || a.column - b.column)
  return { environments: all.some(({ severity }) => severity === 'error') ? [] : drafts.map((draft) => resolve(draft, surroundings.images)), problems: all }
}
