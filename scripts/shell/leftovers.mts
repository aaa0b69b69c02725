import type { Argv } from '../docker/argv.mts'
import { label } from '../docker/label.mts'
import type { Leftover } from '../plan/clean.mts'
import type { Environment } from '../stack/environment.mts'
import { observeProject, readDocker } from './docker.mts'
import { fail, failed } from './failure.mts'
import { refuseOthers } from './refuse-others.mts'

/** What is left of an environment: containers that will not run again, networks nobody is in, images that were built over. */
export const observeLeftovers = async (environment: Environment, folder: string): Promise<readonly Leftover[]> => {
  const { project, workloads } = environment
  const containers = await observeProject(project)
  refuseOthers(environment, folder, containers)
  const known = new Set(workloads.map(({ name }) => name))
  const isUp = containers.some(({ state }) => state === 'running' || state === 'restarting' || state === 'paused')
  const gone = containers.filter(({ state, service }) => (state === 'exited' || state === 'created' || state === 'dead') && (!isUp || !known.has(service)))
  return [
    ...gone.map(({ id, name, service }): Leftover => ({ is: 'container', id, name, why: known.has(service) ? 'stopped, and so is the rest' : 'its service is no longer in the stack file' })),
    ...isUp ? [] : await networks(project),
    ...await images(project),
  ]
}

const rows = async <T,>(argv: Argv): Promise<readonly T[]> => {
  const { code, stdout, stderr } = await readDocker(argv)
  if (code !== 0) fail(failed(`${argv.join(' ')}: ${stderr.trim()}`, 'is the engine running? (docker version)'))
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T)
}

const networks = async (project: string): Promise<readonly Leftover[]> =>
  (await rows<{ ID: string; Name: string }>(['docker', 'network', 'ls', '--no-trunc', '--filter', `label=${label.project}=${project}`, '--format', 'json']))
    .map(({ ID, Name }) => ({ is: 'network', id: ID, name: Name, why: 'nobody is in it' }))

const images = async (project: string): Promise<readonly Leftover[]> => {
  const found = await rows<{ ID: string }>(['docker', 'image', 'ls', '--no-trunc', '--filter', 'dangling=true', '--filter', `label=${label.project}=${project}`, '--format', 'json'])
  if (found.length === 0) return []
  const { stdout } = await readDocker(['docker', 'image', 'inspect', ...found.map(({ ID }) => ID)])
  const inspected = JSON.parse(stdout) as readonly { Id: string; Size: number; Config?: { Labels?: Readonly<Record<string, string>> } }[]
  return inspected.map(({ Id, Size, Config }) => ({ is: 'image', id: Id, name: `of ${Config?.Labels?.[label.service] ?? project}`, size: Size, why: 'a newer build has taken its name' }))
}
