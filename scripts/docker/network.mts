import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

/** Builds `docker network` command lines. */
export const network = {
  remove: (id: string): Argv => ['docker', 'network', 'rm', id],
  /** Id and name of a project's networks, tab between them. */
  ofProject: (project: string): Argv => ['docker', 'network', 'ls', '--no-trunc', '--format', '{{.ID}}\t{{.Name}}', ...ofProject(project)],
  ids: (): Argv => ['docker', 'network', 'ls', '--quiet', '--no-trunc'],
  inspect: (ids: readonly string[]): Argv => ['docker', 'network', 'inspect', ...ids],
} as const
