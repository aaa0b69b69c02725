import { container } from '../docker/container.mts'
import { image } from '../docker/image.mts'
import type { BuiltImage } from '../docker/images.mts'
import { network } from '../docker/network.mts'
import type { Container } from '../docker/observed.mts'
import type { Environment } from '../stack/environment.mts'
import type { Step } from './step.mts'

/** What there is of a project; `images` are those whose name a newer build has taken. */
export type Remains = { readonly containers: readonly Container[]; readonly networks: readonly { readonly id: string; readonly name: string }[]; readonly images: readonly BuiltImage[]; /** Names of images with their tags, the newest first. */ readonly names: readonly string[] }

/** Something an environment left behind; size in bytes, undefined where the engine does not say. */
export type Leftover = { readonly is: 'container' | 'network' | 'image'; readonly id: string; readonly name: string; readonly size?: number; readonly why: string }

/** Containers that will not run again, networks nobody is in, images that were built over. */
export const leftoversOf = ({ workloads, project, name: environment }: Environment, { containers, networks, images, names }: Remains): readonly Leftover[] => {
  const known = new Set(workloads.map(({ name }) => name))
  const isUp = containers.some(({ state }) => state === 'running' || state === 'restarting' || state === 'paused')
  const gone = containers.filter(({ state, service }) => (state === 'exited' || state === 'created' || state === 'dead') && (!isUp || !known.has(service)))
  return [
    ...gone.map(({ id, name, service }): Leftover => ({ is: 'container', id, name, why: known.has(service) ? 'stopped, and so is the rest' : 'its service is no longer in the stack file' })),
    ...isUp ? [] : networks.map(({ id, name }): Leftover => ({ is: 'network', id, name, why: 'nobody is in it' })),
    ...images.map(({ id, size, service }): Leftover => ({ is: 'image', id, name: `of ${service || project}`, size, why: 'a newer build has taken its name' })),
    ...pastCommits(environment, names).map((name): Leftover => ({ is: 'image', id: name, name, why: `${keptCommits} newer commits have theirs` })),
  ]
}

/** So many commits of an image are kept, to go back to. */
const keptCommits = 3

/** Names that images have from commits of long ago; the image itself goes with its last name. */
const pastCommits = (environment: string, names: readonly string[]): readonly string[] => {
  const ofCommits = names.filter((name) => new RegExp(`:${environment}-[0-9a-f]{12}(?:-dirty)?$`).test(name))
  return [...Map.groupBy(ofCommits, (name) => name.replace(/:[^:]*$/, '')).values()].flatMap((each) => each.slice(keptCommits))
}

const nouns = { container, network, image } as const

/** Removes leftovers by their ids: containers first, then the networks and images they used. Volumes are never among them. */
export const cleanSteps = (leftovers: readonly Leftover[]): readonly Step[] => {
  const containers = leftovers.filter(({ is }) => is === 'container').map(({ id }) => `remove ${id}`)
  return leftovers.map(({ is, id, name, size, why }): Step => ({
    id: `remove ${id}`, after: is === 'container' ? [] : containers, do: 'run', quiet: true, argv: nouns[is].remove(id),
    why: `${is} ${name}${size === undefined ? '' : `, ${megabytes(size)}`}: ${why}`, danger: 'removal',
  }))
}

const megabytes = (size: number): string => `${(size / 1e6).toFixed(size < 1e7 ? 1 : 0)} MB`
