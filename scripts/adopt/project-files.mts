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

/** Compose files in the order in which compose looks for them, each with the names of its override. */
export const composeNames = [
  ['compose.yaml', 'compose.override.yaml', 'compose.override.yml'], ['compose.yml', 'compose.override.yml', 'compose.override.yaml'],
  ['docker-compose.yml', 'docker-compose.override.yml', 'docker-compose.override.yaml'], ['docker-compose.yaml', 'docker-compose.override.yaml', 'docker-compose.override.yml'],
] as const

/** The compose files of a folder, with the override compose would take; empty where there is none. */
export const findComposeFiles = (names: readonly string[]): readonly string[] => {
  const found = composeNames.find(([name]) => names.includes(name))
  if (!found) return []
  const [main, ...overrides] = found
  const override = overrides.find((name) => names.includes(name))
  return override === undefined ? [main] : [main, override]
}
