import type * as v from 'valibot'
import type { Service } from '../stack/service.mts'
import type { RecipeName } from '../stack/service-build.mts'
import type { Ground } from './ground.mts'
import type { Keeping } from './keeping.mts'
import type { Native, NotNative } from './native-run.mts'
import type { Mount, NetworkName, Port, Site, Workload } from './workload.mts'

/** Language or tool inside the image that can run a probe. */
export type ProbeRuntime = 'node' | 'python' | 'shell'

/** What surrounds a service while its kind fills it in. */
export type Surroundings = {
  readonly stack: string
  readonly environment: string
  /** Whether data may be lost for speed: the environment `dev` only. */
  readonly isDev: boolean
  /** Whether a source edit has to be live. */
  readonly reload: boolean
  readonly facts: Facts
}

/** What surrounds a service that is to run without a container; its ports are already those of the machine. */
export type NativeSurroundings = Surroundings & { readonly ground: Ground; readonly workload: Workload }

/** What was looked up on disk about the folders a stack names; paths as the stack writes them. */
export type Facts = {
  readonly isFolder: (path: string) => boolean
  readonly exists: (path: string) => boolean
  /** Where a path ends when it leaves the stack folder, followed through symbolic links. */
  readonly leavesTo: (path: string) => string | undefined
  /** First line of a file. */
  readonly firstLine: (path: string) => string | undefined
  /** Whether a file is there, and newer than another or the other missing. */
  readonly isNewer: (path: string, other: string) => boolean
  /** All of a file. */
  readonly text: (path: string) => string | undefined
  /** Short hash of the first of these files that is there. */
  readonly hashOf: (paths: readonly string[]) => string | undefined
  /** Of the stage that is built: `target`, or the last one. */
  readonly dockerfile: (context: string, dockerfile: string, target?: string) => DockerfileFacts | undefined
}

/** What a stage of a Dockerfile says. */
export type DockerfileFacts = { readonly workdir?: string; readonly entrypoint?: readonly string[]; readonly command?: readonly string[] }

/** What a kind knows of a service; what the stack file says goes before it. */
export type Filled = {
  readonly image?: string
  readonly command?: readonly string[]
  readonly user?: string
  readonly ports?: readonly Port[]
  readonly probe: ProbeRuntime
  /** Probe when the stack file names none: a command, or `tcp` for the first port accepting a connection. */
  readonly health?: readonly string[] | 'tcp'
  readonly limits: { readonly cpus: number; readonly memory: number }
  readonly mounts?: readonly Mount[]
  readonly variables?: Readonly<Record<string, string>>
  /** Secrets it reads, made when they are missing. */
  readonly secrets?: readonly string[]
  readonly capabilities?: readonly string[]
  readonly stop?: { readonly grace?: number; readonly signal?: string }
  readonly site?: Site
  readonly reload?: readonly string[]
  readonly then?: readonly string[]
}

/** How a service of this kind is developed: its source mounted, its process restarted on a change. */
export type Development = {
  /** Language whose reloader restarts the command; undefined when edits are live by themselves. */
  readonly reloader?: 'node' | 'python' | 'go'
  readonly image?: string
  readonly command?: readonly string[]
  /** Where the source stands in the container when the Dockerfile does not say. */
  readonly workdir: string
  /** Folders of installed packages, which the image has and the source must not hide; they are those of the lock files. */
  readonly packages?: { readonly folder: string; readonly locks: readonly string[] }
  readonly mounts?: readonly Mount[]
  readonly variables?: Readonly<Record<string, string>>
  /** Milliseconds it may need at least to become ready: a compiler that starts with nothing. */
  readonly ready?: number
}

/** What dependants are told: `DB_HOST`, `DB_PORT` and by kind user, name and password. */
export type Address = { readonly user?: string; readonly name?: string; readonly password?: string }

/** A setting that loses data, and the keys that lead to it in the service. */
export type Unsafe = { readonly what: string; readonly path: readonly (string | number)[] }

/** One kind of service. It speaks neutral words and knows no target. */
export type Kind = {
  readonly name: string
  readonly summary: string
  /** The network it lives in; `outside` runs elsewhere. */
  readonly home: NetworkName | 'outside'
  readonly runs: 'service' | 'job'
  /** Whether dependants reach it by its address (a static site calls nobody: its needs are only order). */
  readonly calls: boolean
  readonly keepsState: boolean
  /** How what its server keeps is backed up; volumes are, without it. */
  readonly keeping?: (service: Service, around: Surroundings) => Keeping | undefined
  /** Keys that only this kind has. */
  readonly keys: v.ObjectEntries
  /** What its Dockerfile is rendered from, when its folder has none. */
  readonly recipe?: RecipeName
  readonly fill: (service: Service, surroundings: Surroundings) => Filled
  readonly development?: (service: Service, surroundings: Surroundings) => Development
  readonly address?: (service: Service, surroundings: Pick<Surroundings, 'stack'>) => Address
  /** How it runs without a container; `workload` is what it is in one. Without this, like any program of the team's own. */
  readonly native?: (service: Service, around: NativeSurroundings) => Native | NotNative
  /** Connections it takes at most, for the sum of the pools. */
  readonly connections?: (service: Service) => number
  /** Settings that lose data: refused outside dev. */
  readonly unsafe?: (service: Service) => readonly Unsafe[]
  /** Variables it sets itself, each with what to do in place of writing it. */
  readonly taken?: Readonly<Record<string, string>>
}
