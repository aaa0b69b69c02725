import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MachineSeen } from '../plan/machine.mts'
import type { Environment } from '../stack/environment.mts'
import { diskSpace, engine, host, observeProject, readDocker } from './docker.mts'
import { holderWords, portHolder } from './port-holder.mts'

/** Looks at the machine a stack is to run on. */
export const observeMachine = async (folder: string, environment: Environment): Promise<MachineSeen> => {
  const [found, disk, unwritable] = await Promise.all([engine(), diskSpace(folder), unwritableFolders(folder, environment)])
  if (!found.usable) return { engine: { usable: false, isMissing: found.trouble !== 'too-old' && found.trouble !== 'no-compose', text: `${found.message} ${found.hint} \`make dev\` does without.` }, host: undefined, hasGpuRuntime: undefined, disk, taken: await takenPorts(environment, new Set()), unwritable }
  const wantsGpu = environment.workloads.some(({ resources }) => resources.gpus !== undefined)
  const own = new Set((await observeProject(environment.project)).flatMap(({ ports }) => ports.map(({ host: port }) => port)))
  const [machine, taken, hasGpuRuntime] = await Promise.all([host(), takenPorts(environment, own), wantsGpu ? gpuRuntime() : undefined])
  return { engine: { usable: true, text: `engine ${found.versions.engine}, compose ${found.versions.compose}` }, host: machine, hasGpuRuntime, disk, taken, unwritable }
}

const gpuRuntime = async (): Promise<boolean> => (await readDocker(['docker', 'info', '--format', '{{json .Runtimes}}'])).stdout.includes('nvidia')

/** Ports that the stack publishes and somebody else holds; those of its own containers are not among them. */
const takenPorts = async ({ workloads }: Environment, mine: ReadonlySet<number>): Promise<MachineSeen['taken']> => {
  const wanted = workloads.flatMap(({ name, publish }) => publish.filter(({ host, protocol }) => protocol === 'tcp' && !mine.has(host)).map(({ host }) => ({ service: name, port: host })))
  const held = await Promise.all(wanted.map(async ({ service, port }) => ({ service, port, holder: await portHolder(port) })))
  return held.flatMap(({ service, port, holder }) => holder ? [{ service, port, by: holderWords(holder) }] : [])
}

/** Bind-mounted folders that are there but belong to somebody else. */
const unwritableFolders = async (folder: string, { workloads }: Environment): Promise<MachineSeen['unwritable']> => {
  const asked = workloads.flatMap(({ name, user, mounts }) => mounts.flatMap((mount) => mount.type === 'bind' && !mount.readOnly && /^\d+:\d+$/.test(user ?? '') ? [{ service: name, path: mount.source, user: user ?? '' }] : []))
  const found = await Promise.all(asked.map(async (one) => {
    const there = await lstat(join(folder, one.path)).catch(() => undefined)
    const [uid, gid] = one.user.split(':').map(Number)
    const mayWrite = !there || there.uid === uid && (there.mode & 0o200) !== 0 || there.gid === gid && (there.mode & 0o020) !== 0 || (there.mode & 0o002) !== 0
    return mayWrite ? [] : [one]
  }))
  return found.flat()
}
