/** What the conversion may look up in the folder; paths count from it. */
export type ProjectFiles = {
  /** A file's text; undefined where there is none. */
  readonly read: (path: string) => string | undefined
  readonly isFolder: (path: string) => boolean
  /** Names in a folder, sorted, folders with a `/` at the end; none where there is no folder. */
  readonly list: (folder: string) => readonly string[]
  /** The variables of an env file; undefined where there is none. */
  readonly readEnv: (path: string) => Readonly<Record<string, string>> | undefined
}

/** The folder a file stands in. */
export const folderOf = (path: string): string => path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'

/** Names of compose files, and of the override that goes with any of them, in the order in which compose looks for them. */
const mains = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const overrides = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml']

/** The compose files that compose would take: those that `.env` names, else those of the folder; empty where there is none. */
export const findComposeFiles = (names: readonly string[], { COMPOSE_FILE: given = '', COMPOSE_PATH_SEPARATOR: separator = ':' }: Readonly<Record<string, string>>): readonly string[] => {
  if (given !== '') return given.split(separator).filter((path) => path !== '')
  const main = mains.find((name) => names.includes(name))
  return main === undefined ? [] : [main, ...overrides.filter((name) => names.includes(name)).slice(0, 1)]
}
