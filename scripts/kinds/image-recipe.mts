import type { Health, Port } from './workload.mts'

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
