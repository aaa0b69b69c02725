import { homeFolder } from '../stack/home.mts'

/** A program found on this machine, or brought along by gantry's own packages. */
export type Program = { readonly path: string; readonly version: string; readonly isOurs: boolean }

/** The machine under a stack that runs without containers, wholly or in part. */
export type Ground = {
  /** Services without a container. */
  readonly services: ReadonlySet<string>
  /** Ports on loopback of every service that is called from outside a container, by service and name. */
  readonly ports: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The stack folder, absolute. */
  readonly folder: string
  /** Folder for data, logs and configuration, relative to the stack folder. */
  readonly state: string
  /** What is there of a name; the host's own first. */
  readonly programs: (name: string) => readonly Program[]
  /** What goes before a program that refuses root, and who then owns its data; undefined when that cannot be done here. */
  readonly unprivileged: { readonly prefix: readonly string[]; readonly owner?: string } | undefined
}

/** Where a run without containers keeps its data, logs and state, relative to the stack folder. */
export const nativeFolder = (environment: string): string => `${homeFolder(environment)}/native`

/** How containers call the machine they run on. */
export const hostName = 'host.docker.internal'

/** The first program of that name, if any. */
export const programOf = ({ programs }: Ground, name: string): Program | undefined => programs(name)[0]

/** Where a service is met when it, or who calls it, is not in a container. */
export type Seat = { readonly host: string; readonly ports: Readonly<Record<string, number>> }

/** Where `called` is met by `caller`; undefined when both are containers and meet by name. */
export const seatOf = (ground: Ground | undefined, caller: string, called: string): Seat | undefined => {
  const ports = ground?.ports[called]
  if (!ground || !ports) return undefined
  if (ground.services.has(caller)) return { host: '127.0.0.1', ports }
  return ground.services.has(called) ? { host: hostName, ports } : undefined
}
