import type { Argv } from './argv.mts'

/** Builds `docker image` command lines. */
export const image = {
  inspect: (names: readonly string[]): Argv => ['docker', 'image', 'inspect', ...names],
  /** Prints the id and nothing else; a missing image ends it with 1. */
  id: (name: string): Argv => ['docker', 'image', 'inspect', '--format', '{{.Id}}', name],
} as const
