import type { Argv } from './argv.mts'

/** Builds `docker image` command lines. */
export const image = {
  inspect: (names: readonly string[]): Argv => ['docker', 'image', 'inspect', ...names],
  /** Prints the id and nothing else; a missing image ends it with 1. */
  id: (name: string): Argv => ['docker', 'image', 'inspect', '--format', '{{.Id}}', name],
  list: (): Argv => ['docker', 'image', 'ls', '--no-trunc', '--format', 'json'],
  history: (name: string): Argv => ['docker', 'image', 'history', '--no-trunc', '--format', 'json', name],
  pull: (name: string): Argv => ['docker', 'image', 'pull', '--quiet', name],
  tag: (from: string, to: string): Argv => ['docker', 'image', 'tag', from, to],
  remove: (names: readonly string[]): Argv => ['docker', 'image', 'rm', ...names],
} as const
