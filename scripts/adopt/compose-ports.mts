import { scalar, type Surroundings } from './compose-service.mts'
import type { Place } from './notes.mts'
import { get, items, type Tree } from './tree.mts'

/** A port of a service, and where the host answers for it; without `host` it takes any free one. */
export type HostPort = { readonly address: string | undefined; readonly host: number | undefined; readonly port: number; readonly protocol: 'tcp' | 'udp'; readonly at: Place }

const most = 20

/** The ports a service publishes; ranges are written out. */
export const readPorts = (service: string, tree: Tree | undefined, around: Surroundings): readonly HostPort[] => items(tree).flatMap((item) => {
  const long = item.is === 'dict'
  const value = (key: string) => scalar(service, 'ports', get(item, key), around) || undefined
  const text = long ? `${value('host_ip') === undefined ? '' : `${value('host_ip')}:`}${value('published') === undefined ? '' : `${value('published')}:`}${value('target') ?? ''}/${value('protocol') ?? 'tcp'}` : scalar(service, 'ports', item, around) ?? ''
  const [, address, host, port = '', protocol] = /^(?:(?:(\[[^\]]*\]|[^:[\]]*):)?(?:(\d+(?:-\d+)?)?:))?(\d+(?:-\d+)?)(?:\/(\w+))?$/.exec(text.trim()) ?? []
  const inside = range(port)
  const outside = range(host ?? '')
  if (inside.length === 0 || inside.length > most || outside.length > 0 && outside.length !== inside.length || protocol && protocol !== 'tcp' && protocol !== 'udp') {
    around.notes.left(service, item.at, `ports: ${text}`, inside.length > most ? `a range of ${inside.length} ports` : 'it can not be read as ports', 'write `publish:` by hand')
    return []
  }
  return inside.map((one, index): HostPort => ({ address: address === '' ? undefined : address, host: outside[index], port: one, protocol: protocol === 'udp' ? 'udp' : 'tcp', at: item.at }))
})

/** The TCP ports a service exposes to others; ranges are written out. */
export const readExpose = (service: string, tree: Tree | undefined, around: Surroundings): readonly number[] => items(tree).flatMap((item) => {
  const [, port = '', protocol = 'tcp'] = /^(\d+(?:-\d+)?)(?:\/(\w+))?$/.exec(scalar(service, 'expose', item, around)?.trim() ?? '') ?? []
  return protocol === 'tcp' ? range(port).slice(0, most) : []
})

const range = (text: string): readonly number[] => {
  const [first, last = first] = text.split('-').map(Number)
  if (text === '' || first === undefined || last === undefined || !(first > 0) || last < first || last > 65_535) return []
  return last - first > most ? Array.from({ length: last - first + 1 }, () => first) : Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
