import type { Argv } from './argv.mts'

export type Logs = {
  readonly services?: readonly string[]
  readonly follow?: boolean
  readonly since?: string
  readonly tail?: number
  readonly timestamps?: boolean
  /** Lines as the container wrote them, without the service's name before each. */
  readonly bare?: boolean
}

export type Exec = {
  readonly service: string
  readonly command: Argv
  /** Replica, from 1. */
  readonly number?: number
  readonly terminal?: boolean
  readonly user?: string
}

/** Builds `docker compose` command lines for one rendered file. */
export const compose = (file: string, place: { readonly projectDirectory?: string } = {}) => {
  const folder = place.projectDirectory === undefined ? [] : ['--project-directory', place.projectDirectory]
  const base: Argv = ['docker', 'compose', '--file', file, ...folder]
  const say = (...words: string[]): Argv => [...base, ...words]
  return {
    build: (services: readonly string[] = []): Argv => say('build', ...services),
    /** Networks, volumes and containers of exactly these services; changed ones are made anew, none is started. */
    create: (services: readonly string[] = []): Argv => say('up', '--no-start', '--no-deps', ...services),
    /** The same for the whole project, dropping containers of services that are no longer in the file. */
    createAll: (): Argv => say('up', '--no-start', '--no-deps', '--remove-orphans'),
    /** Services of every profile go too: compose leaves them running otherwise. */
    down: (): Argv => [...base, '--profile', '*', 'down', '--remove-orphans'],
    logs: (wanted: Logs = {}): Argv => say('logs', ...logFlags(wanted), ...(wanted.services ?? [])),
    exec: (wanted: Exec): Argv => say('exec', ...execFlags(wanted), wanted.service, ...wanted.command),
    /** The file as compose understands it; secrets given as variables would show, files do not. */
    config: (): Argv => say('config', '--format', 'json'),
    check: (): Argv => say('config', '--quiet'),
    ps: (): Argv => say('ps', '--all', '--format', 'json'),
  }
}

const logFlags = ({ follow, since, tail, timestamps, bare }: Logs): readonly string[] => [
  ...(follow ? ['--follow'] : []),
  ...(since === undefined ? [] : ['--since', since]),
  ...(tail === undefined ? [] : ['--tail', String(tail)]),
  ...(timestamps ? ['--timestamps'] : []),
  ...(bare ? ['--no-log-prefix'] : []),
]

const execFlags = ({ number, terminal, user }: Exec): readonly string[] => [
  ...(terminal ? [] : ['-T']),
  ...(number === undefined ? [] : ['--index', String(number)]),
  ...(user === undefined ? [] : ['--user', user]),
]
