import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { isNative } from '../kinds/native-run.mts'

/** A port of this machine that somebody asks for; a fixed one cannot be another. */
export type PortWish = { readonly service: string; readonly name: string; readonly number: number; readonly isFixed: boolean }

/** The last port that only root may listen on. */
const lastOfRoot = 1023

/** Ports of services without containers, and of containers that one of them calls; the proxy has its own in front, with TLS two, and one for its probe. */
export const portWishes = ({ workloads, ground, http, https }: Environment): readonly PortWish[] => {
  const natives = workloads.filter(isNative)
  const called = new Set([...natives.flatMap(({ needs, wants }) => [...needs.map(({ service }) => service), ...wants]), ...natives.some(({ isEntry }) => isEntry) ? workloads.filter(({ routes }) => routes.length > 0).map(({ name }) => name) : []])
  const wishes = workloads.filter((workload) => isNative(workload) || !ground?.services.has(workload.name) && called.has(workload.name)).flatMap((workload) => wishesOf(workload, { http: http.port, ...https ? { https: https.port } : {} }))
  // Two services of one port in their containers cannot both have it here.
  return wishes.map((wish, index) => ({ ...wish, isFixed: wish.isFixed && wishes.findIndex(({ number }) => number === wish.number) === index }))
}

const wishesOf = (workload: Workload, entry: Readonly<Record<string, number>>): readonly PortWish[] => {
  const { name: service, ports, isEntry } = workload
  if (isEntry) return [...Object.entries(entry).map(([name, number]) => ({ service, name, number, isFixed: true })), { service, name: 'status', number: 0, isFixed: false }]
  return ports.map(({ name, number }) => ({ service, name, number, isFixed: isNative(workload) && !workload.native.movesPort && number > lastOfRoot }))
}
