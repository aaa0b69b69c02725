import type { Ground } from '../kinds/ground.mts'
import { nativeOf } from '../kinds/native.mts'
import { surroundingsOf, type Draft } from './draft.mts'
import type { Environment } from './environment.mts'
import { nativeProblems } from './native-problems.mts'
import { placed } from './placed.mts'
import type { Read } from './read.mts'
import { resolve } from './resolve.mts'

/** Environments as they are on a machine on which services run without containers; `images` is an image map from outside. */
export const onGround = (drafts: readonly Draft[], ground: Ground, images: Readonly<Record<string, string>> | undefined): Pick<Read, 'environments' | 'problems'> => {
  const resolved = drafts.map((draft) => ({ draft, environment: withNatives(placed(draft, ground), ground, images) }))
  const problems = resolved.flatMap(({ draft, environment }) => nativeProblems(draft, environment))
  return { environments: problems.some(({ severity }) => severity === 'error') ? [] : resolved.map(({ environment }) => environment), problems }
}

const withNatives = (draft: Draft, ground: Ground, images: Readonly<Record<string, string>> | undefined): Environment => {
  const environment = resolve(draft, images)
  return { ...environment, workloads: environment.workloads.map((workload) => {
    const service = draft.services.get(workload.name)
    return service && ground.services.has(workload.name) ? { ...workload, native: nativeOf(service, { ...surroundingsOf(draft), ground, workload }) } : workload
  }) }
}
