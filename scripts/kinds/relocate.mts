import type { Service } from '../stack/service.mts'
import type { NativeSurroundings } from './kind.mts'
import { secretFile } from './secret-file.mts'

/** Paths inside the container → the same on this machine: secrets, mounts, and the source. */
export const relocate = (service: Service, { workload, ground, environment }: NativeSurroundings, workdir: string | undefined): ((text: string) => string) => {
  const here = (path: string) => path.startsWith('/') ? path : `${ground.folder}/${path}`
  const secrets = workload.secrets.map((use): Move => [`/run/secrets/${use.name}`, here(secretFile(environment, service.name, use))])
  const mounts = workload.mounts.flatMap((mount): readonly Move[] =>
    mount.type === 'bind' ? [[mount.path, here(mount.source)]] : mount.type === 'volume' ? [[mount.path, here(volumePlace(ground.state, mount.name))]] : [])
  const source: readonly Move[] = service.build && workdir ? [[workdir, here(service.build.context)]] : []
  const moves = [...secrets, ...mounts, ...source].filter(([from]) => from !== '/').sort(([a], [b]) => b.length - a.length)
  return (text) => {
    const move = moves.find(([from]) => text === from || text.startsWith(`${from}/`))
    return move ? `${move[1]}${text.slice(move[0].length)}` : text
  }
}

type Move = readonly [from: string, to: string]

/** Where a named volume stands without containers. */
export const volumePlace = (state: string, name: string): string => `${state}/volumes/${name}`

/** Variables whose values are paths inside the container, with the paths of this machine. */
export const relocated = (variables: Readonly<Record<string, string>>, move: (text: string) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, move(value)]))
