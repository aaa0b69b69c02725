import type { Mount } from './workload.mts'

/** How an nginx container runs: as its own user, with its rendered folder mounted whole so that a replaced file is seen. */
export const nginxPlace = (folder: string) => ({
  command: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'] as const,
  user: '101:101',
  mounts: [{ type: 'rendered', target: 'nginx', folder, path: '/etc/nginx/gantry' }] satisfies readonly Mount[],
  reload: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-s', 'reload'] as const,
  stop: { grace: 30_000, signal: 'SIGQUIT' } as const,
})
