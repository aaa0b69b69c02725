import type { ComposeService } from './compose-service.mts'
import type { Values } from './compose-text.mts'
import type { Notes, Place } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'

/** A route that a proxy of the compose file had, by the compose name of the service it leads to. */
export type FrontRoute = { readonly to: string; readonly path: string; readonly host: string | undefined; readonly port: number | undefined; readonly strip: boolean; readonly websocket: boolean; readonly at: Place }

/** Files that an nginx of the compose file served. */
export type FrontFiles = { readonly by: string; readonly path: string; readonly folder: string; readonly isAlias: boolean; readonly fallback: string | undefined; readonly host: string | undefined; readonly at: Place }

/** What a proxy is read from. */
export type FrontInput = { readonly services: readonly ComposeService[]; readonly files: ProjectFiles; readonly values: Values; readonly notes: Notes }

/** Says that a route is wider than what the proxy asked for. */
export const sayExact = (service: string, at: Place, what: string, notes: Notes): void =>
  notes.left(service, at, what, 'it answers for this path alone, and a route for all below it too', 'nothing is needed where the service itself refuses what is below')
