import { atService, type Draft } from '../draft.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import type { Path } from '../source.mts'

/** `..` at the front, or an absolute path where only one below the stack folder makes sense. */
const leavesAsWritten = (path: string): boolean => path === '..' || path.startsWith('../') || path.startsWith('/')

/** Whether a path stays below the stack folder, symbolic links followed. */
export const isInside = ({ facts }: Draft, path: string): boolean => !leavesAsWritten(path) && facts.leavesTo(path) === undefined

/** The mistake of a path that leaves the stack folder. */
export const leaving = (draft: Draft, service: Service, at: Path, path: string, part: 'key' | 'value' = 'value'): readonly Problem[] => {
  if (leavesAsWritten(path)) return [atService(draft, 'path-leaves-stack', service, at, { value: path }, part)]
  const real = draft.facts.leavesTo(path)
  return real === undefined ? [] : [atService(draft, 'path-leaves-stack', service, at, { value: path, other: real }, part)]
}
