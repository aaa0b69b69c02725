import type { AcmeRecord } from './acme-record.mts'
import type { Certificate } from './certificate.mts'
import type { Pair } from './pair.mts'

/** What of an environment's certificates is on disk. */
export type PairsSeen = {
  readonly now: number
  /** Made on this machine. */
  readonly own: Pair | undefined
  /** The one the proxy has. */
  readonly served: Pair | undefined
  /** The one an ACME server gave. */
  readonly live: Pair | undefined
  /** The user's own files. */
  readonly given: Pair | undefined
  /** Whether nobody else on this machine may enter the folder of it all. */
  readonly isPrivate: boolean
}

/** What is served over the network, or why that cannot be told. */
export type Answered = { readonly certificate?: Certificate | undefined; readonly why?: string | undefined }

/** Pairs, what is served, and what became of orders; nothing was asked where the proxy does not run. */
export type CertificateSeen = PairsSeen & { readonly answered: Answered | undefined; readonly record: AcmeRecord }

/** How the proxy runs, or why it cannot be given anything. */
export type ProxyState = { readonly is: 'container' | 'native' } | { readonly is: 'away'; readonly why: string }

/** All that setting up a certificate looks at. */
export type SetupSeen = CertificateSeen & {
  readonly proxy: ProxyState
  /** Version of the ACME client, where its image says so. */
  readonly certbot: string | undefined
  /** `uid:gid` of whoever runs this. */
  readonly user: string
}
