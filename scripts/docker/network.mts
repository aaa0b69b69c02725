import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

/** Builds `docker network` command lines. */
export const network = {
  ids: (): Argv => ['docker', 'network', 'ls', '--quiet', '--no-trunc'],
  ofProject: (project: string): Argv => ['docker', 'network', 'ls', '--quiet', '--no-trunc', ...ofProject(project)],
  inspect: (ids: readonly string[]): Argv => ['docker', 'network', 'inspect', ...ids],
} as const
