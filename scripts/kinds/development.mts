import type { Service } from '../stack/service.mts'
import { plainPath } from '../stack/plain-path.mts'
import type { Development, DockerfileFacts, Facts, Kind, Surroundings } from './kind.mts'
import type { Mount } from './workload.mts'

/** What development changes in a workload. */
export type Developed = {
  readonly image?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly workdir?: string
  readonly mounts: readonly Mount[]
  readonly variables: Readonly<Record<string, string>>
  readonly ready?: number
  /** False when edits are not live because nobody says what the command is. */
  readonly isLive: boolean
}

const reloaders = {
  node: ['node', '/gantry/reload/reload.mjs'],
  python: ['python3', '/gantry/reload/reload.py'],
  go: ['go', 'run', '/gantry/reload/reload.go'],
} as const

/** What surrounds a service that is developed, with what is known of its image. */
type Workshop = Surroundings & { readonly image: DockerfileFacts | undefined }

/** The source mounted over the image's copy of it, and the command under a reloader. */
export const developed = (service: Service, kind: Kind, surroundings: Workshop): Developed | undefined => {
  const development = surroundings.reload ? kind.development?.(service, surroundings) : undefined
  if (!development || (!service.build && !service.dev.mount)) return undefined
  const file = surroundings.image
  const image = service.dev.image ?? development.image
  const workdir = service.workdir ?? (image ? undefined : file?.workdir) ?? development.workdir
  const given = service.dev.command ?? development.command ?? service.command
  const command = image ? given ?? commandOf(file) : commandOf(file, given)
  const reloader = service.dev.reload === false ? undefined : development.reloader
  return {
    isLive: command !== undefined,
    mounts: [
      ...sourceMounts(service, workdir, surroundings, image ? undefined : development.packages),
      ...development.mounts ?? [],
      ...reloader && command ? [{ type: 'rendered' as const, target: 'reload', folder: reloader, path: '/gantry/reload' }] : [],
    ],
    variables: development.variables ?? {},
    ...development.ready === undefined ? {} : { ready: development.ready },
    ...image ? { image } : {},
    ...image || service.workdir ? { workdir } : {},
    ...command ? { command: reloader ? [...reloaders[reloader], ...command] : command } : {},
    ...command && file?.entrypoint ? { entrypoint: [] } : {},
  }
}

/** The whole command of an image, entry point first: what a wrapper starts. A command of the service takes the place of CMD alone, as it does for the engine. */
export const commandOf = (file: DockerfileFacts | undefined, command = file?.command): readonly string[] | undefined => {
  const words = [...file?.entrypoint ?? [], ...command ?? []]
  return words.length > 0 ? words : undefined
}

/** The build folder over the working folder, or `src` alone where the build folder is the whole project. */
const sourceMounts = (service: Service, workdir: string, { facts }: Surroundings, packages: Development['packages']): readonly Mount[] => {
  const bind = (source: string, path: string): Mount => ({ type: 'bind', source: plainPath(source), path, readOnly: true })
  if (service.dev.mount) return Object.entries(service.dev.mount).map(([source, path]) => bind(source, path))
  const context = service.build?.context ?? '.'
  if (context === '.') return facts.isFolder('src') ? [bind('src', `${workdir}/src`)] : []
  // What was included stands below the source, which would hide it; a file has no place there (checks/effects.mts says so).
  const included = service.include.filter((path) => !path.startsWith(`${context}/`) && facts.isFolder(path))
    .map((path): Mount => ({ type: 'bind', source: path, path: `${workdir}/${path.slice(path.lastIndexOf('/') + 1)}`, readOnly: true, isFolder: true }))
  return [bind(context, workdir), ...included, ...packages ? [installed(service, context, workdir, packages, facts)] : []]
}

/** A volume that the engine fills from the image when it is made; its name changes with the lock file, so it is never stale. */
const installed = ({ name }: Service, context: string, workdir: string, { folder, locks }: NonNullable<Development['packages']>, facts: Facts): Mount => {
  const hash = facts.hashOf(locks.map((lock) => `${context}/${lock}`))
  return { type: 'volume', name: [name, 'packages', ...hash === undefined ? [] : [hash]].join('-'), path: `${workdir}/${folder}`, readOnly: true, cache: true }
}
