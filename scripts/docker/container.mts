import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

// What changes a container's state; probes of their own make several events a second, these do not.
const turns = ['create', 'start', 'die', 'destroy', 'health_status', 'pause', 'unpause'] as const

/** Builds `docker container` command lines. */
export const container = {
  /** Ids of all containers of a project, whatever their state. */
  list: (project: string): Argv => ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', ...ofProject(project)],
  inspect: (ids: readonly string[]): Argv => ['docker', 'container', 'inspect', ...ids],
  /** `true shop-dev-db-1` for one that is paused. */
  paused: (id: string): Argv => ['docker', 'container', 'inspect', '--format', '{{.State.Paused}} {{slice .Name 1}}', id],
  start: (id: string): Argv => ['docker', 'container', 'start', id],
  restart: (ids: readonly string[]): Argv => ['docker', 'container', 'restart', ...ids],
  remove: (id: string): Argv => ['docker', 'container', 'rm', id],
  exec: (id: string, command: Argv): Argv => ['docker', 'container', 'exec', id, ...command],
  logs: (id: string, tail: number): Argv => ['docker', 'container', 'logs', '--timestamps', '--tail', String(tail), id],
  /** `since` in milliseconds: events from then on are told even if they came before the command. */
  events: (project: string, since: number): Argv => [
    'docker', 'events', '--since', (since / 1000).toFixed(3), ...ofProject(project), ...turns.flatMap((turn) => ['--filter', `event=${turn}`]),
    '--format', 'json',
  ],
  /** Names and projects of the containers that publish a host port. */
  publishing: (port: number): Argv => ['docker', 'container', 'ls', '--filter', `publish=${port}`, '--format', 'json'],
} as const
