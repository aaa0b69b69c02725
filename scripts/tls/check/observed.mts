import type { Handshakes } from './handshakes.mts'
import type { SentCertificate } from './sent-certificate.mts'

/** What is asked: its address as people write it, and where that was found. */
export type Endpoint = {
  /** Without a slash at its end. */
  readonly url: string
  readonly name: string
  readonly port: number
  /** `address:port` to which every connection went. */
  readonly reached: string
  /** Where it is asked without TLS; undefined when nobody said. */
  readonly plain?: string
}

/** What the authorities say of a chain: OpenSSL's code, empty when it is trusted; `by` is a private authority's file. */
export type Trust = { readonly code: string; readonly by?: string }

/** One full handshake: the chain as OpenSSL put it together, up to an authority where it is trusted. */
export type Visit = { readonly alpn: string; readonly chain: readonly SentCertificate[]; readonly trust: Trust; readonly isStapled: boolean }

/** A certificate that is served, with all that was sent after it. */
export type Served = {
  readonly leaf: SentCertificate
  readonly chain: readonly SentCertificate[]
  /** false: TLS 1.3 hides what was sent, and this is how OpenSSL put it together. */
  readonly isAsSent: boolean
  /** undefined: no full handshake brought it. */
  readonly trust?: Trust
}

/** An answer over HTTP, or why there was none. */
export type Page = {
  readonly path: string
  readonly status: number
  /** Names in small letters, as often as they were sent. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}
/** Why there was no answer; `isRefused` when nothing listens. */
export type NoPage = { readonly path: string; readonly problem: string; readonly isRefused: boolean }

/** What was asked over HTTP. */
export type Pages = {
  readonly home: Page | NoPage
  /** A page that is not there, and one for each route. */
  readonly others: readonly (Page | NoPage)[]
  /** `home` asked for on behalf of another site. */
  readonly foreign: Page | NoPage
  /** Without TLS: `home`, one that is not there, and the folder of ACME answers. */
  readonly plain?: { readonly home: Page | NoPage; readonly missing: Page | NoPage; readonly acme: Page | NoPage }
}

/** What the stack file says of the environment that is asked. */
export type Expected = {
  readonly environment: string
  readonly isDev: boolean
  /** Whether what serves runs without a container: the host's own nginx, or gantry's server. */
  readonly isNative: boolean
  readonly redirects: boolean
  readonly rejects: boolean
  readonly answersAcme: boolean
  /** Of nginx and its OpenSSL. */
  readonly version: string
  readonly openssl: string
  readonly headers: Readonly<Record<string, string>>
}

/** The pair on disk. */
export type ServedFile = {
  readonly certificate: string
  readonly key: string
  /** SHA-256 of the certificate; undefined when there is none, or when `problem` says why it cannot be read. */
  readonly fingerprint?: string
  readonly keyMode?: number
  readonly problem?: string
}

/** All that was seen of an endpoint. */
export type Observed = {
  readonly endpoint: Endpoint
  /** Milliseconds since 1970. */
  readonly now: number
  readonly handshakes: Handshakes
  readonly served: readonly Served[]
  /** The handshake of an ordinary client of today, or why there was none. */
  readonly visit: Visit | { readonly problem: string }
  readonly pages: Pages
  readonly expected?: Expected
  readonly file?: ServedFile
}

/** Whether there was an answer. */
export const isPage = (page: Page | NoPage): page is Page => 'status' in page

/** The value of a header, the first where there are more. */
export const headerOf = ({ headers }: Page, name: string): string | undefined => headers.find(([each]) => each === name)?.[1]
