import type { Argv } from './argv.mts'

/** Builds `docker buildx` command lines. */
export const buildx = {
  build: (context: string, words: readonly string[]): Argv => ['docker', 'buildx', 'build', ...words, context],
  /** The same, telling what goes on as JSON lines; `digests` is a file for what was pushed. */
  telling: (build: Argv, digests?: string): Argv => [...build.slice(0, 3), '--progress', 'rawjson', ...digests === undefined ? [] : ['--metadata-file', digests], ...build.slice(3)],
} as const
