import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

/** Builds `docker volume` command lines; none of them removes a volume. */
export const volume = {
  ofProject: (project: string): Argv => ['docker', 'volume', 'ls', '--quiet', ...ofProject(project)],
  /** A volume handed to a user (`uid:gid`) by a throw-away container that may do nothing else. */
  give: (name: string, user: string, image: string): Argv => [
    'docker', 'run', '--rm', '--pull', 'never', '--network', 'none', '--user', '0:0', '--cap-drop', 'ALL', '--cap-add', 'CHOWN', '--security-opt', 'no-new-privileges',
    '--volume', `${name}:/volume`, '--entrypoint', 'chown', image, user, '/volume',
  ],
} as const
