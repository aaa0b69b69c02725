import type { Argv } from './argv.mts'

/** A command in a running container of a service; `number` is the replica, from 1. */
export type InContainer = { readonly service: string; readonly command: Argv; readonly terminal: boolean; readonly user: string | undefined; readonly number: string | undefined }

/** Which lines of whose logs; `tail` is a number of lines or `all`, `prefix` whether each line names its service. */
export type LogsOfProject = { readonly services: readonly string[]; readonly follow: boolean; readonly since: string | undefined; readonly tail: string; readonly colours: boolean; readonly prefix?: boolean }

/** Builds `docker compose` command lines for a project by its name alone: no file is needed to stop what runs. */
export const project = (name: string) => {
  const base: Argv = ['docker', 'compose', '--project-name', name]
  return {
    /** Containers and networks go, volumes stay; services of every profile go too. */
    down: (): Argv => [...base, '--profile', '*', 'down', '--remove-orphans'],
    exec: ({ service, command, terminal, user, number }: InContainer): Argv => [
      ...base, 'exec', ...terminal ? [] : ['-T'], ...number === undefined ? [] : ['--index', number], ...user === undefined ? [] : ['--user', user], service, ...command,
    ],
    logs: ({ services, follow, since, tail, colours, prefix = true }: LogsOfProject): Argv => [
      ...base, 'logs', ...colours ? [] : ['--no-color'], ...prefix ? [] : ['--no-log-prefix'], ...follow ? ['--follow'] : [], ...since === undefined ? [] : ['--since', since], '--tail', tail, ...services,
    ],
    /** Containers stay, at rest. */
    stop: (services: readonly string[]): Argv => [...base, 'stop', ...services],
    remove: (services: readonly string[]): Argv => [...base, 'rm', '--force', '--stop', ...services],
  }
}
