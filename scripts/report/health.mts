import type { DiskSpace } from '../docker/info.mts'
import { cause, isServing, type ServiceHealth } from '../plan/chain.mts'
import { bytes } from './amount.mts'
import { paint, type Paint } from './paint.mts'
import { table } from './table.mts'

/** A route asked from outside: `said` is the status it answered with, or why there was no answer. */
export type RouteProbe = { readonly route: string; readonly ok: boolean; readonly ms: number; readonly said: string }

/** Anything else worth knowing: a certificate, a backup, the engine. */
export type Finding = { readonly subject: string; readonly level: 'good' | 'warn' | 'bad'; readonly text: string }

export type HealthSeen = {
  readonly services: readonly ServiceHealth[]
  readonly routes: readonly RouteProbe[]
  readonly disks: readonly DiskSpace[]
  readonly findings: readonly Finding[]
}

/** How full a disk may be before it is said, and before it counts as a failure. */
export const diskLevel = ({ free, size }: DiskSpace): Finding['level'] =>
  free < Math.min(1e9, size * 0.03) ? 'bad' : free < size * 0.1 ? 'warn' : 'good'

/** Whether nothing is wrong: what is only warned of does not count, a service that is still starting does. */
export const isHealthy = ({ services, routes, disks, findings }: HealthSeen): boolean =>
  services.every(({ state }) => state === 'up' || state === 'done') && routes.every(({ ok }) => ok)
  && disks.every((disk) => diskLevel(disk) !== 'bad') && findings.every(({ level }) => level !== 'bad')

/** Every service with the reason where it is not well, then routes, disks and the rest. */
export const health = (seen: HealthSeen, { colours }: { readonly colours: boolean }): string => {
  const brush = paint(colours)
  const parts = [
    table(seen.services.map((service) => serviceRow(service, brush))),
    section('routes', seen.routes.map(({ route, ok, ms, said }) => [route, mark(ok ? 'good' : 'bad', said, brush), `${Math.round(ms)} ms`])),
    section('disks', seen.disks.map((disk) => [disk.path, mark(diskLevel(disk), `${bytes(disk.free)} free of ${bytes(disk.size)}`, brush)])),
    section('also', seen.findings.map(({ subject, level, text }) => [subject, mark(level, text, brush)])),
    verdict(seen, brush),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const section = (title: string, rows: readonly (readonly string[])[]): string => (rows.length === 0 ? '' : `${title}\n${table(rows, { indent: '  ' })}`)

const mark = (level: Finding['level'], text: string, brush: Paint): string => brush[level](text)

const serviceRow = (service: ServiceHealth, brush: Paint): readonly string[] => {
  const { state, containers } = service
  const level = state === 'up' || state === 'done' ? 'good' : isServing(state) || state === 'waiting' ? 'warn' : 'bad'
  const count = containers.length > 1 ? `${containers.length} replicas` : ''
  return [service.service, mark(level, state, brush), cause(service) || count]
}

const verdict = (seen: HealthSeen, { good, bad }: Paint): string => {
  if (isHealthy(seen)) return good('healthy')
  const own = seen.services.filter(({ reason, state, because }) => reason !== '' && !(because !== undefined && state !== 'degraded'))
  const roots = own.map((service) => `${service.service} ${service.reason}`)
  const routes = seen.routes.filter(({ ok }) => !ok).map(({ route, said }) => `${route} answers ${said}`)
  const rest = [...seen.disks.filter((disk) => diskLevel(disk) === 'bad').map(({ path }) => `${path} is full`),
    ...seen.findings.filter(({ level }) => level === 'bad').map(({ subject, text }) => `${subject}: ${text}`)]
  return `${bad('not healthy')}: ${[...roots, ...routes, ...rest].join('; ')}`
}
