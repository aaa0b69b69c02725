import type { Service } from '../stack/service.mts'
import { kindOf } from './index.mts'
import type { Seat } from './ground.mts'
import type { Facts } from './kind.mts'

/** What is known of a service by those who use it; `password` is the name of a secret, never its value. */
export type ServiceAddress = {
  readonly host: string
  readonly port?: number
  readonly ports: Readonly<Record<string, number>>
  readonly user?: string
  readonly name?: string
  readonly password?: string
}

/** Where a service is reached from inside the stack; `seat` where one of the two is not in a container. */
export const addressOf = (service: Service, stack: string, seat?: Seat): ServiceAddress => {
  if (service.kind === 'external') {
    const [host = '', port] = String(service.own.address ?? '').split(':')
    return { host, port: Number(port), ports: {} }
  }
  const kind = kindOf(service.kind)
  const ports = portsOf(service).map((port) => ({ ...port, number: seat?.ports[port.name] ?? port.number }))
  return {
    host: seat?.host ?? service.name,
    ports: Object.fromEntries(ports.map(({ name, number }) => [name, number])),
    ...ports[0] ? { port: ports[0].number } : {},
    ...kind.address?.(service, { stack }),
  }
}

/** Ports of a service: its own, else those of its kind. */
export const portsOf = (service: Service) => {
  if (service.ports.length > 0) return service.ports
  return kindOf(service.kind).fill(service, plain).ports ?? []
}

/** Nothing is looked up on disk. */
export const noFacts: Facts = { isFolder: () => false, exists: () => false, firstLine: () => undefined, text: () => undefined, isNewer: () => false, leavesTo: () => undefined, hashOf: () => undefined, dockerfile: () => undefined }

const plain = { stack: '', environment: '', isDev: false, reload: false, facts: noFacts }

/** `{{db.host}}` and its like: the text, or the secret that holds it; undefined when the service has no such field. */
export const fieldOf = (address: ServiceAddress, field: string): string | { readonly secret: string } | undefined => {
  if (field === 'password') return address.password === undefined ? undefined : { secret: address.password }
  if (field === 'host' || field === 'user' || field === 'name') return address[field]
  const port = field === 'port' ? address.port : field.startsWith('ports.') && Object.hasOwn(address.ports, field.slice(6)) ? address.ports[field.slice(6)] : undefined
  return port === undefined ? undefined : String(port)
}

/** `my-db` → `MY_DB`: how a service is called in the names of variables. */
export const variablePrefix = (service: string): string => service.toUpperCase().replaceAll('-', '_')

/** The variables that needing or wanting a service gives. */
export const addressVariables = (service: Service, stack: string, seat?: Seat): Readonly<Record<string, string>> => {
  const { host, port, user, name, password } = addressOf(service, stack, seat)
  // A job, or a worker that listens to nobody, has no address.
  if (port === undefined) return {}
  const values = { HOST: host, PORT: port, USER: user, NAME: name, PASSWORD_FILE: password && `/run/secrets/${password}` }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)
    .map(([key, value]) => [`${variablePrefix(service.name)}_${key}`, String(value)]))
}
