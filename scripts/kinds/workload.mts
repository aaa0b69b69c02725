import type { ServiceBackup } from '../backup/settings.mts'
import type { Recipe } from './image-recipe.mts'
import type { Keeping } from './keeping.mts'
import type { Native, NotNative } from './native-run.mts'

/** Times are milliseconds, sizes are bytes, paths are relative to the stack folder unless they begin with `/`. */

export type Protocol = 'http' | 'tcp' | 'udp' | 'grpc'
export type Port = { readonly name: string; readonly number: number; readonly protocol: Protocol }

/** Networks every stack has; `database` has no way out. */
export type NetworkName = 'frontend' | 'backend' | 'database'

/** What a dependant waits for: `ready` is healthy (or running where there is no probe), `done` is ended with 0. */
export type Need = { readonly service: string; readonly until: 'ready' | 'done' }

export type Health = {
  /** The probe as an argument array, run inside the container; exit 0 is healthy. */
  readonly command: readonly string[]
  readonly interval: number
  readonly timeout: number
  readonly retries: number
  readonly startPeriod: number
  readonly startInterval: number
}

export type Resources = {
  readonly limits: { readonly cpus: number; readonly memory: number; readonly pids: number }
  readonly reservations: { readonly cpus?: number; readonly memory?: number }
  /** Number of GPUs, or all of them. */
  readonly gpus?: number | 'all'
}

export type Mount =
  | { readonly type: 'volume'; readonly name: string; readonly path: string; readonly readOnly: boolean; readonly cache: boolean; /** The image has this folder, with the right owner. */ readonly isSeeded?: boolean }
  | { readonly type: 'bind'; readonly source: string; readonly path: string; readonly readOnly: boolean; /** Known to be a folder, so that a place for it can be made. */ readonly isFolder?: boolean }
  | { readonly type: 'tmpfs'; readonly path: string; readonly size?: number; readonly user?: string }
  /** A folder rendered by a target: `folder` inside that target's tree of this environment. */
  | { readonly type: 'rendered'; readonly target: string; readonly folder: string; readonly path: string }

export type Build = {
  readonly context: string
  /** Relative to the context; undefined where it is rendered from the recipe. */
  readonly dockerfile?: string
  readonly target?: string
  /** The service that builds the image; the others of the same folder only use it. */
  readonly owner: string
}

export type SecretUse = {
  readonly name: string
  /** A text composed from other secrets, as the stack file writes it; without it the secret is a file of its own. */
  readonly value?: string
  /** The same text in pieces: what is written as it is, and what a secret fills in. */
  readonly parts?: readonly (string | { readonly secret: string })[]
  /** Name of the variable a wrapper sets when the process starts. */
  readonly as?: string
}

export type Route = {
  readonly path: string
  readonly host?: string
  readonly service: string
  readonly port: Port
  /** Removes the path prefix before the request is passed on. */
  readonly strip: boolean
  readonly websocket: boolean
  /** What one client may ask of it: requests as nginx counts them (`10r/s`), and how many more at once; undefined is no limit. */
  readonly limit?: RateLimit
  /** Answers are kept this long, by the proxy and by whoever asked; `cdn` is the origin that fetches them from here. */
  readonly cache?: { readonly ttl: number; readonly cdn?: string }
}

export type RateLimit = { readonly rate: string; readonly burst: number }

/** A host port: `address` is empty for all interfaces. */
export type Publish = { readonly address: string; readonly host: number; readonly port: number; readonly protocol: 'tcp' | 'udp' }

/** Files that a static site serves, and how. */
export type Site = { readonly root: string; readonly port: number; readonly fallback: string }

/** One service as every target reads it: neutral words, every default filled in. */
export type Workload = {
  readonly name: string
  readonly tier: string
  /** `job` runs to its end; `service` stays. */
  readonly runs: 'service' | 'job'
  readonly scheduled: boolean
  readonly image: string
  readonly build?: Build
  /** What its image is made of, where gantry renders the Dockerfile. */
  readonly recipe?: Recipe
  /** Largest size of its image, in bytes. */
  readonly imageLimit?: number
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly workdir?: string
  /** `uid:gid`, or undefined for the image's own user. */
  readonly user?: string
  readonly ports: readonly Port[]
  readonly networks: readonly NetworkName[]
  readonly needs: readonly Need[]
  readonly wants: readonly string[]
  readonly health?: Health
  /** How long it may take to become ready. */
  readonly ready: number
  readonly resources: Resources
  readonly replicas: number
  readonly singleton: boolean
  readonly secrets: readonly SecretUse[]
  /** Values anyone may read: they are rendered. */
  readonly variables: Readonly<Record<string, string>>
  /** Values taken from `.env`: they travel in a git-ignored env file. */
  readonly privateVariables: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly routes: readonly Route[]
  readonly publish: readonly Publish[]
  readonly site?: Site
  /** Whether it is the way in: it passes every route on to the service behind it. */
  readonly isEntry?: boolean
  readonly capabilities: readonly string[]
  readonly readOnlyRoot: boolean
  readonly stop: { readonly grace: number; readonly signal?: string }
  readonly restart: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> }
  /** Run inside it each time it has been started and is ready, before anything that needs it. */
  readonly then?: readonly string[]
  /** Makes the running process read its rendered files again. */
  readonly reload?: readonly string[]
  /** How it runs without a container, or why it cannot; only where it is to run so. */
  readonly native?: Native | NotNative
  /** Whether it calls services that run without containers, on the machine itself. */
  readonly callsHost?: boolean
  /** How its server's data are taken out and put back. */
  readonly keeps?: Keeping
  readonly backup: ServiceBackup
  /** Raw keys for the compose file, merged last. */
  readonly compose?: Readonly<Record<string, unknown>>
}
