import type { ImageBuild } from './image-build.mts'

/** How far the builds have come, by service. */
export type Queue = { readonly running: ReadonlySet<string>; readonly ended: ReadonlyMap<string, 'built' | 'failed' | 'skipped'> }

/** What to do next: those to start, in their order and never more than `jobs` at a time, and those that stand on something that failed. */
export const next = (builds: readonly ImageBuild[], { running, ended }: Queue, jobs: number): { readonly start: readonly ImageBuild[]; readonly skip: readonly ImageBuild[] } => {
  const mine = new Set(builds.map(({ service }) => service))
  const left = builds.filter(({ service }) => !running.has(service) && !ended.has(service))
  const awaited = ({ after }: ImageBuild): readonly string[] => after.filter((service) => mine.has(service) && ended.get(service) !== 'built')
  const skip = left.filter((build) => awaited(build).some((service) => ended.has(service)))
  return { skip, start: left.filter((build) => awaited(build).length === 0).slice(0, Math.max(0, jobs - running.size)) }
}
