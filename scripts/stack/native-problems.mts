import { isLacking } from '../kinds/native-run.mts'
import { placeOf, type Draft } from './draft.mts'
import type { Environment } from './environment.mts'
import type { Problem } from './problem.mts'
import { isWritten, problemAt } from './source.mts'

/** Services that cannot run without a container here: a mistake where somebody needs one, a warning where nobody does. */
export const nativeProblems = (draft: Draft, { workloads }: Environment): readonly Problem[] => {
  const needed = new Set(workloads.filter((workload) => !isLacking(workload)).flatMap(({ needs }) => needs.map(({ service }) => service)))
  return workloads.flatMap((workload): readonly Problem[] => {
    const { name, native } = workload
    if (!native || !('lacks' in native)) return []
    const key = isWritten(draft.source, placeOf(draft, name, ['native'])) ? 'native' : 'kind'
    const problem = problemAt(draft.source, 'not-native', placeOf(draft, name, [key]), { value: name, text: native.lacks, hint: native.hint }, 'key')
    return [needed.has(name) ? problem : { ...problem, severity: 'warning', message: `${problem.message}; it is left out` }]
  })
}
