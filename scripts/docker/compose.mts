import type { Argv } from './argv.mts'

/** Builds `docker compose` command lines that make things as one rendered file says. */
export const compose = (file: string) => {
  const say = (...words: string[]): Argv => ['docker', 'compose', '--file', file, ...words]
  return {
    /** Networks, volumes and containers of exactly these services; changed ones are made anew, none is started. */
    create: (services: readonly string[]): Argv => say('up', '--no-start', '--no-deps', ...services),
    /** The same for the whole project, dropping containers of services that are no longer in the file. */
    createAll: (): Argv => say('up', '--no-start', '--no-deps', '--remove-orphans'),
  }
}
