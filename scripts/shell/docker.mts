import { statfs } from 'node:fs/promises'
import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import type { Argv } from '../docker/argv.mts'
import { container } from '../docker/container.mts'
import { engine as engineCommands } from '../docker/engine.mts'
import { lacks, type Lack } from '../docker/gate.mts'
import { image } from '../docker/image.mts'
import { readInfo, type DiskSpace, type Host } from '../docker/info.mts'
import { network } from '../docker/network.mts'
import { readSubnets, type UsedSubnet } from '../docker/subnets.mts'
import { readContainers, type Container } from '../docker/observed.mts'
import { bareRefusal, readUnusable, type Unusable } from '../docker/refusal.mts'
import { readComposeVersion, readDockerVersion, type Versions } from '../docker/versions.mts'
import { failed } from './failure.mts'
import { lines, type Ended } from './processes.mts'

/** A read that takes longer is given up, in milliseconds. */
const patience = 15_000

/** Runs a docker command that only reads. Not through zx: the waiter calls this many times and should not load it. */
export const readDocker = async (argv: Argv): Promise<Ended> => {
  const rows: string[] = []
  const { code, stderr } = await lines(argv, (row) => rows.push(row), { timeout: patience })
  return { code, stderr, stdout: rows.join('\n') }
}

const refuse = (argv: Argv, { code, stderr }: Ended): never => {
  const unusable = readUnusable(code, stderr)
  if (unusable) throw failed(unusable.message, unusable.hint)
  throw failed(`${argv.join(' ')}: ${code === 124 ? `no answer in ${patience / 1000} s` : bareRefusal(stderr) || `ended with ${code}`}`)
}

/** Reads what a docker command prints; a refusal of the engine is a failure with its way out. */
export const demand = async (argv: Argv): Promise<string> => {
  const ended = await readDocker(argv)
  return ended.code === 0 ? ended.stdout : refuse(argv, ended)
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

/** Ids of every container of a project. */
export const containerIds = async (project: string): Promise<readonly string[]> => words(await demand(container.list(project)))

/** Looks at containers; one that has gone in the meantime is left out. */
export const observeContainers = async (ids: readonly string[]): Promise<readonly Container[]> => {
  if (ids.length === 0) return []
  const argv = container.inspect(ids)
  const ended = await readDocker(argv)
  const isAnswer = ended.code === 0 || (/no such (?:container|object)/i.test(ended.stderr) && ended.stdout.trimStart().startsWith('['))
  return isAnswer ? readContainers(ended.stdout) : refuse(argv, ended)
}

/** Starts one container; takes as long as the engine takes. */
export const startContainer = (id: string): Promise<Omit<Ended, 'stdout'>> => lines(container.start(id), () => {})

/** Every container of a project as it is now. */
export const observeProject = async (project: string): Promise<readonly Container[]> => observeContainers(await containerIds(project))

/** The engine that answers with what its versions cannot do, or why none answers. */
export type EngineFound =
  | { readonly usable: true; readonly versions: Versions; readonly lacks: readonly Lack[] }
  | ({ readonly usable: false } & Unusable)

/** Asks docker and compose for their versions, side by side. */
export const engine = async (): Promise<EngineFound> => {
  const [docker, compose] = await Promise.all([readDocker(engineCommands.version()), readDocker(engineCommands.composeVersion())])
  const { client, engine: server } = docker.stdout.startsWith('{') ? readDockerVersion(docker.stdout) : { client: '', engine: undefined }
  if (docker.code !== 0 || server === undefined) {
    const message = docker.code === 124 ? 'The Docker engine does not answer.' : bareRefusal(docker.stderr)
    return { usable: false, ...(readUnusable(docker.code, docker.stderr) ?? { trouble: 'other', message, hint: 'See `docker version`.' }) }
  }
  const versions = { client, engine: server, compose: compose.code === 0 ? readComposeVersion(compose.stdout) : undefined }
  const missing = lacks(versions)
  const [hard] = missing.filter(({ gate }) => gate.required)
  if (hard === undefined) return { usable: true, versions, lacks: missing }
  return { usable: false, trouble: versions.compose === undefined ? 'no-compose' : 'too-old', message: hard.message, hint: hard.hint }
}

/** Why no engine answers; undefined when one does. */
export const engineTrouble = async (): Promise<Unusable | undefined> => {
  const { code, stderr } = await readDocker(engineCommands.version())
  if (code === 0) return undefined
  return readUnusable(code, stderr) ?? { trouble: 'other', message: code === 124 ? 'The Docker engine does not answer.' : bareRefusal(stderr), hint: 'See `docker version`.' }
}

/** Those of the images that are on this machine. */
export const imagesPresent = async (names: readonly string[]): Promise<ReadonlySet<string>> => {
  if (names.length === 0) return new Set()
  const all = await readDocker(image.inspect(names))
  if (all.code === 0) return new Set(names)
  if (readUnusable(all.code, all.stderr)) return refuse(image.inspect(names), all)
  const found = await Promise.all(names.map(async (name) => (await readDocker(image.id(name))).code === 0))
  return new Set(names.filter((_, index) => found[index]))
}

// Interfaces that docker made stand for its networks, which are told by name; link-local addresses are everywhere.
const isDockers = (name: string, address: string): boolean => /^(?:lo|docker\d*|docker_gwbridge|veth.*|br-[0-9a-f]{12})$/.test(name) || address.startsWith('fe80:')

/** Subnets of docker's networks and of the host's own interfaces. */
export const networksInUse = async (): Promise<readonly UsedSubnet[]> => {
  const ids = words(await demand(network.ids()))
  const docker = ids.length === 0 ? [] : readSubnets((await readDocker(network.inspect(ids))).stdout)
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr, address }) => (cidr && !isDockers(name, address) ? [{ subnet: cidr, by: `interface ${name}`, project: '' }] : [])))
  return [...docker, ...own]
}

/** Processors and memory where the engine runs; of this machine when the engine does not say. */
export const host = async (): Promise<Host> => {
  const { code, stdout } = await readDocker(engineCommands.info())
  const info = code === 0 ? readInfo(stdout) : undefined
  return info && info.memory > 0 ? info : { cpus: availableParallelism(), memory: totalmem(), dataRoot: '', architecture: process.arch }
}

/** Free space where a path lies, in bytes; undefined when it cannot be told. */
export const diskSpace = async (path: string): Promise<DiskSpace | undefined> => {
  const found = await statfs(path).catch(() => undefined)
  return found && { path, free: found.bavail * found.bsize, size: found.blocks * found.bsize }
}
