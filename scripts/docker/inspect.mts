/** The part of `docker container inspect` that gantry reads, in the engine's own words. */
export type RawContainer = {
  readonly Id: string
  readonly Name: string
  readonly Image?: string
  readonly RestartCount?: number
  readonly State: {
    readonly Status: string
    readonly ExitCode?: number
    readonly OOMKilled?: boolean
    readonly Error?: string
    readonly StartedAt?: string
    readonly FinishedAt?: string
    readonly Health?: { readonly Status?: string; readonly Log?: readonly RawProbe[] | null }
  }
  readonly Config?: {
    readonly Image?: string
    readonly Labels?: Readonly<Record<string, string>> | null
    readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null
  }
  readonly HostConfig?: {
    readonly RestartPolicy?: { readonly Name?: string }
    readonly PortBindings?: Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort: string }[] | null>> | null
  }
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, unknown>> | null }
  readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string }[] | null
}

export type RawProbe = { readonly Start: string; readonly ExitCode: number; readonly Output: string }

/** The part of `docker network inspect` that gantry reads. */
export type RawNetwork = {
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] | null }
}
