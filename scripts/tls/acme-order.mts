import type { Effect } from '../plan/step.mts'
import type { Entry } from '../stack/environment.mts'
import type { AcmeAttempt } from './acme-record.mts'

/** All that ordering a certificate needs beside the client's command line; paths count from the stack folder. */
export type Order = Pick<AcmeAttempt, 'what' | 'directory' | 'profile' | 'names'> & {
  /** Where attempts are written down. */
  readonly record: string
  /** What the client keeps, and the name it keeps this certificate under. */
  readonly folder: string
  readonly lineage: string
  /** Where its answers are put, and where the proxy gives them out. */
  readonly webroot: string
  readonly http: Entry
  /** Whether the whole world is asked to confirm the names, or somebody near. */
  readonly isPublic: boolean
  /** Certificate of the authority behind the directory. */
  readonly ca?: string
  /** Milliseconds until the client is ended. */
  readonly patience: number
  /** Why nobody is asked, and what to do then. */
  readonly refusal?: { readonly message: string; readonly hint: string }
}

/** The effect with all of it. */
export type OrderCertificate = Extract<Effect, { readonly do: 'order-certificate' }>
