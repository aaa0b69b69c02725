import type { Step } from './step.mts'

/** Something an environment left behind; size in bytes, undefined where the engine does not say. */
export type Leftover = { readonly is: 'container' | 'network' | 'image'; readonly id: string; readonly name: string; readonly size?: number; readonly why: string }

const verbs: Readonly<Record<Leftover['is'], readonly string[]>> = {
  container: ['docker', 'container', 'rm'], network: ['docker', 'network', 'rm'], image: ['docker', 'image', 'rm'],
}

/** Removes leftovers by their ids: containers first, then the networks and images they used. Volumes are never among them. */
export const cleanSteps = (leftovers: readonly Leftover[]): readonly Step[] => {
  const containers = leftovers.filter(({ is }) => is === 'container').map(({ id }) => `remove ${id}`)
  return leftovers.map(({ is, id, name, size, why }): Step => ({
    id: `remove ${id}`, after: is === 'container' ? [] : containers, do: 'run', quiet: true, argv: [...verbs[is], id],
    why: `${is} ${name}${size === undefined ? '' : `, ${megabytes(size)}`}: ${why}`, danger: 'removal',
  }))
}

const megabytes = (size: number): string => `${(size / 1e6).toFixed(size < 1e7 ? 1 : 0)} MB`
