import type { Workload } from './workload.mts'

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

/** A workload that runs without a container. */
export type NativeWorkload = Workload & { readonly native: Native }

/** Whether a workload runs without a container. */
export const isNative = (workload: Workload): workload is NativeWorkload => workload.native !== undefined && !isLacking(workload)

/** Whether a workload is to run without a container and cannot. */
export const isLacking = ({ native }: Workload): boolean => native !== undefined && 'lacks' in native
