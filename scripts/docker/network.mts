import type { Argv } from './argv.mts'

/** Builds `docker network` command lines. */
export const network = {
  ids: (): Argv => ['docker', 'network', 'ls', '--quiet', '--no-trunc'],
  inspect: (ids: readonly string[]): Argv => ['docker', 'network', 'inspect', ...ids],
} as const
