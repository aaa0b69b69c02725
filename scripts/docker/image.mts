import type { Argv } from './argv.mts'
import { ofProject } from './label.mts'

/** Builds `docker image` command lines. */
export const image = {
  remove: (id: string): Argv => ['docker', 'image', 'rm', id],
  /** Images of a project whose name a newer build has taken. */
  replaced: (project: string): Argv => ['docker', 'image', 'ls', '--no-trunc', '--quiet', '--filter', 'dangling=true', ...ofProject(project)],
  /** Names and tags of a project's images, the newest first. */
  tagged: (project: string): Argv => ['docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', ...ofProject(project)],
  inspect: (names: readonly string[]): Argv => ['docker', 'image', 'inspect', ...names],
  /** A JSON line for each layer, the last one first. */
  history: (name: string): Argv => ['docker', 'image', 'history', '--no-trunc', '--human=false', '--format', 'json', name],
  /** Prints the id and nothing else; a missing image ends it with 1. */
  id: (name: string): Argv => ['docker', 'image', 'inspect', '--format', '{{.Id}}', name],
} as const
