import type { Argv } from '../docker/argv.mts'
import type { Inside } from '../kinds/keeping.mts'
import { besideFolder, inSide } from './exchange.mts'

/** Puts a container to what it belongs to, so that one that was left behind is found. */
export const scratchLabel = 'gantry.scratch'

/** A container for a moment: from which image, as whom, with how much. */
export type Scratch = {
  readonly project: string
  readonly service: string
  readonly name: string
  readonly image: string
  readonly user?: string | undefined
  readonly limits: { readonly cpus: number; readonly memory: number; readonly pids: number }
}

const mebibyte = 1024 ** 2

/** What fits into memory while it is tried; more goes to a volume that is removed with its container. */
export const quickLimit = 64 * mebibyte
const quickSize = 1024 * mebibyte

// An image that starts as root hands itself to its own user, and its folders too.
const rootCapabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']

/** No network, no privilege, and no more than its service has; `inMemory` adds room for what stands there. */
const frame = ({ project, service, name, image: _, user, limits }: Scratch, inMemory: boolean): Argv => [
  '--pull', 'never', '--network', 'none', '--name', name, '--label', `${scratchLabel}=${project}/${service}`, '--security-opt', 'no-new-privileges', '--cap-drop', 'ALL',
  ...user === undefined || /^(?:0|root)(?::|$)/.test(user) ? rootCapabilities.flatMap((one) => ['--cap-add', one]) : [], ...user === undefined ? [] : ['--user', user],
  '--memory', String(limits.memory + (inMemory ? quickSize : 0)), '--cpus', String(limits.cpus), '--pids-limit', String(limits.pids), '--log-driver', 'json-file',
]

const variablesOf = (variables: Readonly<Record<string, string>> = {}): Argv => Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`])
const memoryAt = (path: string): Argv => ['--tmpfs', `${path}:mode=1777,size=${quickSize}`]

const kept = '/kept'

/** Where the files of a server stand for a command in its volume. */
export const keptAt = ({ below = '' }: { readonly below?: string }): string => `${kept}${below}`

/** A command that leaves in a folder of its own what an archive becomes. */
export const laying = (lay: Inside, path: string, stamp: string): Inside =>
  ({ words: ['sh', '-c', inSide, 'gantry', ...lay.words], variables: { ...lay.variables, GANTRY_AT: path, GANTRY_SIDE: besideFolder('side', stamp) } })

/** Builds the command lines of containers that are there for a moment. */
export const scratch = {
  /** A server with nothing in it. */
  server: (one: Scratch, server: { readonly command: readonly string[]; readonly variables: Readonly<Record<string, string>>; readonly tmpfs: readonly string[]; readonly quick?: string }): Argv => [
    'docker', 'run', '--detach', ...frame(one, server.quick !== undefined), ...server.tmpfs.flatMap((path) => ['--tmpfs', `${path}:mode=1777`]),
    ...server.quick === undefined ? [] : memoryAt(server.quick), ...variablesOf(server.variables), one.image, ...server.command,
  ],
  /** A command that reads stdin, with a place of its own: `/gantry` in memory, or a volume that goes with the container. */
  alone: (one: Scratch, { words: [program = '', ...words], variables }: Inside, volume: string | undefined): Argv => [
    'docker', 'run', '--rm', '--interactive', ...frame(one, volume === undefined), ...volume === undefined ? memoryAt('/gantry') : ['--volume', volume], ...variablesOf(variables), '--entrypoint', program, one.image, ...words,
  ],
  /** A command in a volume of the service. */
  onVolume: (one: Scratch, volume: string, { words: [program = '', ...words], variables }: Inside): Argv => [
    'docker', 'run', '--rm', '--interactive', ...frame(one, false), '--volume', `${volume}:${kept}`, ...variablesOf(variables), '--entrypoint', program, one.image, ...words,
  ],
  /** Those of a service that somebody left behind. */
  left: ({ project, service }: Pick<Scratch, 'project' | 'service'>): Argv => ['docker', 'container', 'ls', '--all', '--quiet', '--filter', `label=${scratchLabel}=${project}/${service}`],
  remove: (names: readonly string[]): Argv => ['docker', 'container', 'rm', '--force', '--volumes', ...names],
  logs: (name: string): Argv => ['docker', 'container', 'logs', '--tail', '20', name],
} as const
