import type { BackupSettings } from '../backup/settings.mts'
import type { Ground } from '../kinds/ground.mts'
import type { Port, Workload } from '../kinds/workload.mts'

/** How a secret without a file comes to be. */
export type Generate = 'hex32' | 'base64url32' | 'none'

export type Tier = { readonly name: string; readonly ready?: number; readonly build?: number }

/** The public end of the stack: what the proxy publishes. */
export type Entry = { readonly address: string; readonly port: number; readonly domain?: string }

/** Where requests are sent from this machine: the way in that serves, over TLS where there is one. */
export type Door = { readonly address: string; readonly port: number; readonly name: string | undefined; readonly isSecure: boolean }

/** How the way in speaks TLS. */
export type Tls = {
  /** `selfsigned` is signed by the authority of this user of this machine. */
  readonly from: 'selfsigned' | 'letsencrypt' | 'files'
  /** Host names of the certificate, the main one first; `*.name` stands for one label. */
  readonly names: readonly string[]
  /** Its addresses: those of loopback in dev, none elsewhere. */
  readonly addresses: readonly string[]
  /** Of Mozilla's guideline. */
  readonly security: 'intermediate' | 'modern'
  /** Whether plain HTTP leads to HTTPS; not in dev. */
  readonly redirect: boolean
  /** Whether a client that asks for no name of ours ends at the handshake; in dev it is told 421. */
  readonly rejects: boolean
  /** Where certificates are ordered, with `from: letsencrypt`. */
  readonly acme?: Acme
  /** The user's own pair, relative to the stack folder, with `from: files`. */
  readonly files?: { readonly certificate: string; readonly key: string }
}

export type Acme = {
  /** Address of the ACME directory. */
  readonly directory: string
  /** One that is tried first, and whose certificates nobody trusts. */
  readonly staging?: string
  readonly email?: string
  /** Certificate of the authority behind `directory`, when it is not a public one; relative to the stack folder. */
  readonly ca?: string
  /** ACME profile, as `shortlived`. */
  readonly profile?: string
  readonly image: string
}

/** How the way in behaves. */
export type ProxySettings = {
  /** Of nginx, as the stack file says it: `1.30`. */
  readonly version: string
  /** Of the OpenSSL it was built with. */
  readonly openssl: string
  /** Bytes of the largest request body; 0 is no limit. */
  readonly bodyLimit: number
  /** Networks of proxies in front of ours, whose word about the client is taken. */
  readonly trust: readonly string[]
  /** Connections one client may hold at a time; 0 is no limit. */
  readonly connections: number
  /** Headers of every answer, by their names; each takes the place of a service's own. */
  readonly headers: Readonly<Record<string, string>>
}

/** One environment of a stack with every default filled in: what targets render and commands run. */
export type Environment = {
  /** Name of the stack. */
  readonly stack: string
  /** Name of the environment. */
  readonly name: string
  /** Names of all environments of the stack, this one among them. */
  readonly siblings: readonly string[]
  /** Compose project, unique per stack and environment. */
  readonly project: string
  readonly http: Entry
  /** Where the proxy is reached over TLS; there when `tls` is. */
  readonly https?: Pick<Entry, 'address' | 'port'>
  readonly tls?: Tls
  readonly proxy: ProxySettings
  readonly backups: BackupSettings
  readonly subnet?: string
  readonly tiers: readonly Tier[]
  /** In order of need: each stands after everything it needs. */
  readonly workloads: readonly Workload[]
  /** Secrets by name with the way each one is made. */
  readonly secrets: Readonly<Record<string, Generate>>
  /** Whether an image map from outside the stack is in use: then nothing committed is written. */
  readonly isMapped: boolean
  /** What stands before the names of images that are built. */
  readonly registry?: string
  /** Public image name → image to use instead. */
  readonly images: Readonly<Record<string, string>>
  /** The machine, where services run on it without containers. */
  readonly ground?: Ground
  /** Where the services stand that live elsewhere. */
  readonly external: Readonly<Record<string, { readonly host: string; readonly port: Port }>>
}
