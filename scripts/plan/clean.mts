import { container } from '../docker/container.mts'
import { image } from '../docker/image.mts'
import type { BuiltImage } from '../docker/images.mts'
import { network } from '../docker/network.mts'
import type { Container } from '../docker/observed.mts'
import type { Environment } from '../stack/environment.mts'
import type { Step } from './step.mts'

/** What there is of a project; images are those whose name a newer build has taken. */
export type Remains = { readonly containers: readonly Container[]; readonly networks: readonly { readonly id: string; readonly name: string }[]; readonly images: readonly BuiltImage[] }

/** Something an environment left behind; size in bytes, undefined where the engine does not say. */
export type Leftover = { readonly is: 'container' | 'network' | 'image'; readonly id: string; readonly name: string; readonly size?: number; readonly why: string }

/** Containers that will not run again, networks nobody is in, images that were built over. */
export const leftoversOf = ({ workloads, project }: Environment, { containers, networks, images }: Remains): readonly Leftover[] => {
  const known = new Set(workloads.map(({ name }) => name))
  const isUp = containers.some(({ state }) => state === 'running' || state === 'restarting' || state === 'paused')
  const gone = containers.filter(({ state, service }) => (state === 'exited' || state === 'created' || state === 'dead') && (!isUp || !known.has(service)))
  return [
    ...gone.map(({ id, name, service }): Leftover => ({ is: 'container', id, name, why: known.has(service) ? 'stopped, and so is the rest' : 'its service is no longer in the stack file' })),
    ...isUp ? [] : networks.map(({ id, name }): Leftover => ({ is: 'network', id, name, why: 'nobody is in it' })),
    ...images.map(({ id, size, service }): Leftover => ({ is: 'image', id, name: `of ${service || project}`, size, why: 'a newer build has taken its name' })),
  ]
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
