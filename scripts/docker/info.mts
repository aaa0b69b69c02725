/** The machine the engine runs on, which need not be the one gantry runs on. */
export type Host = { readonly cpus: number; readonly memory: number; readonly dataRoot: string; readonly architecture: string }

type RawInfo = { readonly NCPU?: number; readonly MemTotal?: number; readonly DockerRootDir?: string; readonly Architecture?: string }

/** What `docker info --format json` says of the machine. */
export const readInfo = (json: string): Host => {
  const { NCPU = 0, MemTotal = 0, DockerRootDir = '', Architecture = '' } = JSON.parse(json) as RawInfo
  return { cpus: NCPU, memory: MemTotal, dataRoot: DockerRootDir, architecture: Architecture }
}

/** Room where a path lies, in bytes. */
export type DiskSpace = { readonly path: string; readonly free: number; readonly size: number }
