import { access, constants } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { destinationTrouble, toolImages } from '../../backup/offsite.mts'
import type { Offsite } from '../../backup/settings.mts'
import type { Environment } from '../../stack/environment.mts'
import { readEnvFile } from '../env-file.mts'
import { fail, failed } from '../failure.mts'
import { isInstalled } from '../installed.mts'
import { capture, type Ended } from '../processes.mts'

/** rclone or restic, ready to be called: from PATH, else in its container. `values` are not to be shown. */
export type Tool = { readonly run: (argv: readonly string[], timeout: number) => Promise<Ended>; readonly values: readonly string[] }

const isThere = (path: string): Promise<boolean> => access(path, constants.R_OK).then(() => true, () => false)

/** Variables for the tool alone, and the files they name: never a word of a command line. */
const credentials = async ({ to, by }: Offsite, secrets: string) => {
  const { values, problems } = await readEnvFile(join(secrets, 'offsite.env'))
  const [trouble] = problems.filter(({ severity }) => severity === 'error')
  if (trouble) fail(failed(trouble.message, trouble.hint))
  const own = by === 'rclone' ? ['RCLONE_CONFIG', join(secrets, 'rclone.conf')] as const : ['RESTIC_PASSWORD_FILE', join(secrets, 'restic_password')] as const
  const hasOwn = await isThere(own[1])
  return { variables: { ...hasOwn ? { [own[0]]: own[1] } : {}, ...values, ...by === 'restic' ? { RESTIC_REPOSITORY: to } : {} }, files: hasOwn ? [own[1]] : [], values: Object.values(values) }
}

/** A bind mount as docker reads it: fields of CSV. */
const mount = (path: string): readonly string[] => ['--mount', ['type=bind', `source=${path}`, `target=${path}`, 'readonly'].map((field) => /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(',')]

// Variables come on stdin: neither the command line nor the engine's record of the container knows them.
const reader = 'while IFS= read -r line; do export "$line"; done; exec "$@"'

const containerArgv = (image: string, paths: readonly string[], argv: readonly string[]): readonly string[] =>
  ['docker', 'run', '--rm', '--interactive', '--log-driver', 'none', ...paths.flatMap(mount), '--entrypoint', '/bin/sh', image, '-c', reader, 'sh', ...argv]

/** Makes the tool of a destination ready; `folder` is what it reads. */
export const openTool = async (offsite: Offsite, environment: Environment, stackFolder: string, folder: string): Promise<Tool> => {
  const { by } = offsite
  const installed = await isInstalled(by)
  const trouble = destinationTrouble(offsite, installed)
  if (trouble !== undefined) fail(failed(trouble))
  const { variables, files, values } = await credentials(offsite, resolve(stackFolder, 'secrets', environment.name))
  if (installed) return { values, run: (argv, timeout) => capture(argv, { cwd: stackFolder, env: variables, timeout }) }
  const image = environment.images[toolImages[by]] ?? toolImages[by]
  const broken = Object.entries(variables).find(([, value]) => /[\n\0]/.test(value))
  if (broken) fail(failed(`${broken[0]} has more than one line, which the container of ${by} cannot be given`, `install ${by}`))
  const input = `${Object.entries(variables).map(([name, value]) => `${name}=${value}`).join('\n')}\n`
  return { values, run: (argv, timeout) => capture(containerArgv(image, [folder, ...files], argv), { cwd: stackFolder, input, timeout }) }
}
