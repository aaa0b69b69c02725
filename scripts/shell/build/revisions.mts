import { ownersOf } from '../../build/image-build.mts'
import { bearsRevision, sourcesOf } from '../../build/sources.mts'
import type { Workload } from '../../kinds/workload.mts'
import type { Environment } from '../../stack/environment.mts'
import { lines } from '../processes.mts'

/** What git says of a stack: the commit that is checked out, with `-dirty` where a file of an image is not as it was committed. */
export type Revisions = { readonly head: string | undefined; readonly byService: ReadonlyMap<string, string> }

/**
 * The commits that the files of images were last changed by. A commit that touches something else leaves an image as it is, so
 * that what runs from it is not started anew. Empty where git knows nothing: no repository, or no commit yet.
 */
export const observeRevisions = async (folder: string, environment: Environment, workloads: readonly Workload[]): Promise<Revisions> => {
  const images = ownersOf(environment, workloads).filter(bearsRevision).map((workload) => ({ service: workload.name, paths: sourcesOf(workload, environment) }))
  if (images.length === 0) return { head: undefined, byService: new Map() }
  const [head, changed, ...found] = await Promise.all([
    git(folder, ['rev-parse', 'HEAD']), git(folder, ['status', '--porcelain', '--', ...images.flatMap(({ paths }) => paths)]),
    ...images.map(async ({ service, paths }) => {
      const [commit, own] = await Promise.all([git(folder, ['rev-list', '-1', 'HEAD', '--', ...paths]), git(folder, ['status', '--porcelain', '--', ...paths])])
      return commit ? [[service, own ? `${commit}-dirty` : commit] as const] : []
    }),
  ])
  return { head: head ? (changed ? `${head}-dirty` : head) : undefined, byService: new Map(found.flat()) }
}

/** What git prints; undefined where it has nothing to say. */
const git = async (folder: string, words: readonly string[]): Promise<string | undefined> => {
  const rows: string[] = []
  const { code } = await lines(['git', '-C', folder, ...words], (row) => rows.push(row))
  return code === 0 ? rows.join('\n') : undefined
}
