import { portsOf } from '../kinds/address.mts'
import type { Ground } from '../kinds/ground.mts'
import type { Draft } from './draft.mts'
import type { Service } from './service.mts'

/** A draft on a machine: services without containers get ports of the machine, containers they call are published on loopback. */
export const placed = (draft: Draft, ground: Ground): Draft => ({
  ...draft, ground,
  services: new Map([...draft.services].map(([name, service]) => [name, place(service, ground)])),
})

const place = (service: Service, ground: Ground): Service => {
  const mine = ground.ports[service.name]
  if (!mine) return service
  const ports = portsOf(service)
  if (ground.services.has(service.name)) return { ...service, replicas: 1, publish: [], ports: ports.map((port) => ({ ...port, number: mine[port.name] ?? port.number })) }
  const published = ports.flatMap(({ name, number }) => mine[name] === undefined ? [] : [{ address: '127.0.0.1', host: mine[name], port: number, protocol: 'tcp' as const }])
  return { ...service, publish: [...service.publish, ...published] }
}
