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

/** What an image is made of: everything its Dockerfile needs. One recipe serves every environment. */
export type Recipe = {
  /** The first service that builds the folder; the Dockerfile is called by it. */
  readonly name: string
  readonly stack: string
  readonly context: string
  readonly language: 'python' | 'node' | 'go' | 'static'
  /** What it stands on: a distribution, or nothing but the program and its libraries. */
  readonly variant: 'slim' | 'alpine' | 'distroless'
  /** What it is built in and what it runs in; without the latter it is alone in its image. */
  readonly images: { readonly build?: string; readonly run?: string }
  /** Who installs its packages, and the files of the folder that declare them. */
  readonly packages?: { readonly by: Installer; readonly files: readonly string[] }
  /** Wheels to install from without a network, relative to the stack folder. */
  readonly wheels?: string
  /** Packages of the operating system: to compile with, and to run with. */
  readonly system: { readonly build: readonly string[]; readonly run: readonly string[] }
  /** Whether C libraries are linked to it. */
  readonly isNative: boolean
  /** Folders and files of the context that are its source; `.` is all of it. */
  readonly source: readonly string[]
  /** The command that makes the program of the source; for Go the folder of the program. */
  readonly compile?: readonly string[]
  readonly program?: string
  /** Where the files of a site are, in the context. */
  readonly output?: string
  readonly include: readonly Inclusion[]
  /** Folders that volumes are mounted over: a new volume takes their owner. */
  readonly folders: readonly { readonly path: string; readonly user: string }[]
  readonly workdir: string
  /** `uid:gid`. */
  readonly user: string
  readonly ports: readonly Port[]
  readonly command?: readonly string[]
  readonly health?: Health
  /** The lines of the .dockerignore in the folder. */
  readonly ignore?: string
}

export type Installer = 'pip' | 'poetry' | 'uv' | 'npm' | 'pnpm' | 'go'

/** Something that goes into an image beside its source: `path` is where, below its working folder. */
export type Inclusion = { readonly source: string; readonly path: string; readonly isFolder: boolean; /** Whether it is in the context. */ readonly isInside: boolean }

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

/** A command on this machine; `cwd` and `input` (what it reads) are relative to the stack folder and plain text. */
export type Exec = { readonly argv: readonly string[]; readonly cwd: string; readonly input?: string; readonly variables?: Readonly<Record<string, string>> }

/** What has to be done once before a service can run without a container. */
export type Preparation = { readonly why: string } & (
  | { readonly run: Exec; /** A file that says it was done, and for what. */ readonly mark?: { readonly path: string; readonly text: string } }
  /** A folder that is there whole or not at all: `by` fills `<folder>.new`, which then takes its place. */
  | { readonly folder: string; readonly owner?: string; readonly by: readonly Exec[] }
  | { readonly copy: string; readonly to: string; readonly owner: string })

/** How a process on this machine is asked whether it is healthy, on loopback; `exchange` sends bytes and compares the first that come back (Latin-1). */
export type NativeProbe =
  | { readonly by: 'http'; readonly port: number; readonly path: string }
  | { readonly by: 'tcp'; readonly port: number }
  | { readonly by: 'exchange'; readonly port: number; readonly send: string; readonly expect: string }
  | { readonly by: 'command'; readonly command: readonly string[] }

/** How a service runs without a container. */
export type Native = {
  /** What it runs on, for people: `node 24.21.0`. */
  readonly on: string
  readonly command: readonly string[]
  readonly workdir: string
  /** Folders that come first on its PATH. */
  readonly path: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly probe?: NativeProbe
  /** Folder whose changes restart it. */
  readonly watch?: string
  readonly prepare: readonly Preparation[]
  /** Run each time before it starts. */
  readonly before?: Exec
  /** Whether its port is ours to choose; what a team's own program listens on stands in its code. */
  readonly movesPort?: boolean
  /** The configuration it reads, which is rendered before: nginx's, or that of gantry's own small server. */
  readonly serves?: 'nginx' | 'serve'
}

/** What this machine lacks to run a service without a container. */
export type NotNative = { readonly lacks: string; readonly hint: string }

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
  /** Raw keys for the compose file, merged last. */
  readonly compose?: Readonly<Record<string, unknown>>
}
