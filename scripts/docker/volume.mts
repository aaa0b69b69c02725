import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

/** Builds `docker volume` command lines; none of them removes a volume. */
export const volume = {
  ofProject: (project: string): Argv => ['docker', 'volume', 'ls', '--quiet', ...ofProject(project)],
} as const
