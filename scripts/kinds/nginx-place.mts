import { programOf, type Ground } from './ground.mts'
import type { Native } from './native-run.mts'
import type { Mount } from './workload.mts'

/** How an nginx container runs: as its own user, with its rendered folder mounted whole so that a replaced file is seen. */
export const nginxPlace = (folder: string) => ({
  command: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'] as const,
  user: '101:101',
  mounts: [{ type: 'rendered', target: 'nginx', folder, path: '/etc/nginx/gantry' }] satisfies readonly Mount[],
  reload: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-s', 'reload'] as const,
  stop: { grace: 30_000, signal: 'SIGQUIT' } as const,
})

/** Where the configuration of a server without a container stands, relative to the stack folder. */
export const nativeConfig = ({ state }: Pick<Ground, 'state'>, service: string, serves: Native['serves']): string =>
  serves === 'nginx' ? `${state}/nginx/${service}/nginx.conf` : `${state}/serve/${service}.json`

/** `-e stderr` came with nginx 1.19.5; before it, nginx opens a log of the system before it reads its configuration. */
const logsToStderr = (version: string): boolean => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return major > 1 || minor > 19 || minor === 19 && patch >= 5
}

/** The host's nginx where there is one, else the small server that gantry brings. */
export const nativeNginx = (ground: Ground, service: string, port: number): Native => {
  const nginx = ground.programs('nginx').find(({ version }) => logsToStderr(version))
  const serves = nginx ? 'nginx' : 'serve'
  const config = `${ground.folder}/${nativeConfig(ground, service, serves)}`
  return {
    on: nginx ? `nginx ${nginx.version}` : 'the server in gantry',
    command: nginx ? [nginx.path, '-c', config, '-e', 'stderr', '-g', 'daemon off;'] : ['node', programOf(ground, 'serve')?.path ?? '', config],
    workdir: '.', path: [], variables: {}, serves, movesPort: service !== 'proxy',
    probe: { by: 'tcp', port },
    prepare: [],
  }
}
