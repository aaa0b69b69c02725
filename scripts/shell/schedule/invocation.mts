import { access, realpath } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import type { Invocation } from '../../schedule/invocation.mts'
import { extension } from '../call.mts'

// Programs that jobs start, wherever they stand.
const programs = ['docker', 'flock', 'bash', 'rclone', 'restic', 'trivy', 'grype']
const everywhere = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

// What says where the engine, image names, keys and the authority are to be found: none of it is a secret.
const words = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'] as const
const paths = ['DOCKER_CERT_PATH', 'DOCKER_CONFIG', 'GANTRY_IMAGES', 'GANTRY_AGE_IDENTITY', 'NODE_EXTRA_CA_CERTS', 'RCLONE_CONFIG', 'RESTIC_PASSWORD_FILE'] as const

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

/** The folder of PATH in which a program is found. */
const homeOf = async (program: string, folders: readonly string[]): Promise<string | undefined> => {
  const found = await Promise.all(folders.map((folder) => isThere(join(folder, program))))
  return folders[found.indexOf(true)]
}

const pathOf = async (variables: NodeJS.ProcessEnv): Promise<string> => {
  const folders = (variables['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const homes = await Promise.all(programs.map((program) => homeOf(program, folders)))
  return [...new Set([...homes.filter((home) => home !== undefined && !everywhere.includes(home)), ...everywhere])].join(delimiter)
}

/** What starting the jobs of an environment takes, as things are now; what a variable names relative to this folder is found from any other. */
export const observeInvocation = async (stack: string, environment: string, variables: NodeJS.ProcessEnv = process.env): Promise<Invocation> => {
  const given = (names: readonly string[], as: (value: string) => string) => Object.fromEntries(names.flatMap((name) => variables[name] ? [[name, as(variables[name])]] : []))
  return {
    node: await realpath(process.execPath), runner: join(import.meta.dirname, `run-job${extension}`), stack, environment,
    variables: { PATH: await pathOf(variables), ...given(words, (value) => value), ...given(paths, (value) => resolve(value)) },
  }
}
