import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { nativeFolder, type Ground, type Program } from '../kinds/ground.mts'
import { portWishes, type PortWish } from '../plan/native-ports.mts'
import type { Environment } from '../stack/environment.mts'
import { fail, failed } from './failure.mts'
import { groupOf, readNativeState, type Marked } from './native-state.mts'
import { holderWords, portHolder } from './port-holder.mts'
import { lines } from './processes.mts'
import { findPrograms } from './programs.mts'

/**
 * The machine before ports are given out: what is on it, and which services are to run on it. The stack is read on a
 * bare machine first, to learn which programs it asks for: each that is looked at costs a process.
 */
export const observeGround = async (folder: string, environment: string, services: ReadonlySet<string>, readOn: (ground: Ground) => Promise<unknown>): Promise<Ground> => {
  const asked = new Set<string>()
  const bare: Ground = { services, ports: {}, folder, state: nativeFolder(environment), programs: (name) => { asked.add(name); return [] }, unprivileged: undefined }
  await readOn(bare)
  const [programs, namespace] = await Promise.all([findPrograms(asked), isRoot() && asked.has('postgres') ? hasNamespaces() : false])
  return { ...bare, programs, unprivileged: await unprivileged(folder, namespace, programs('postgres')) }
}

const isRoot = (): boolean => process.getuid?.() === 0
const namespace = ['unshare', '--user', '--']
const hasNamespaces = (): Promise<boolean> => works([...namespace, 'id', '-un'])

/** Root for a program that refuses root: a user namespace without a name for us, else the user nobody. */
const unprivileged = async (folder: string, hasNamespace: boolean, servers: readonly Program[] = []): Promise<Ground['unprivileged']> => {
  if (!isRoot()) return { prefix: [] }
  if (hasNamespace) return { prefix: namespace }
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
  const places = [folder, ...servers.slice(0, 1).map(({ path }) => dirname(path))]
  const reached = await Promise.all(places.map((place) => works([...nobody, 'test', '-x', place])))
  return reached.every(Boolean) ? { prefix: nobody, owner: '65534:65534' } : undefined
}

const works = async (argv: readonly string[]): Promise<boolean> => (await lines(argv, () => {})).code === 0

/** Gives every service without a container, and every container that one calls, its ports: those of the last run where they are free. */
export const givePorts = async (environment: Environment, ground: Ground, left: readonly Marked[]): Promise<Ground['ports']> => {
  const before = (await readNativeState(join(ground.folder, ground.state)))?.ports ?? {}
  const ports: Record<string, Record<string, number>> = {}
  const given = new Set<number>()
  for (const wish of portWishes(environment)) {
    const last = before[wish.service]?.[wish.name]
    const number = wish.isFixed ? await demanded(wish, left) : last !== undefined && !given.has(last) && await isFree(last) ? last : await freePort(given)
    given.add(number);
    (ports[wish.service] ??= {})[wish.name] = number
  }
  return ports
}

/** A port that stands in somebody's code or in the stack file; taken is taken, unless by what is ended first. */
const demanded = async ({ service, number }: PortWish, left: readonly Marked[]): Promise<number> => {
  if (await isFree(number)) return number
  const holder = await portHolder(number)
  const group = holder?.is === 'process' ? await groupOf(holder.pid) : undefined
  if (holder && !left.some(({ pid }) => pid === group)) fail(failed(`port ${number}, on which ${service} listens, is taken by ${holderWords(holder)}`, 'stop that, or choose another port in stack.yaml (http: or https: of the environment, or port: of the service)'))
  return number
}

const listen = (port: number): Promise<number | undefined> => new Promise((done) => {
  const server = createServer()
  server.once('error', () => done(undefined))
  server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
    const address = server.address()
    server.close(() => done(typeof address === 'object' && address ? address.port : undefined))
  })
})

const isFree = async (port: number): Promise<boolean> => await listen(port) !== undefined

const freePort = async (given: ReadonlySet<number>): Promise<number> => {
  for (;;) {
    const port = await listen(0) ?? fail(failed('no port of this machine is free', 'end programs that hold ports'))
    if (!given.has(port)) return port
  }
}
