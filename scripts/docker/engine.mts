import type { Argv } from './argv.mts'

/** Builds command lines that ask about the engine itself. */
export const engine = {
  version: (): Argv => ['docker', 'version', '--format', 'json'],
  composeVersion: (): Argv => ['docker', 'compose', 'version', '--format', 'json'],
  info: (): Argv => ['docker', 'info', '--format', 'json'],
} as const
