import { shown } from './address.mts'

/** Why a page or a file did not come. */
export type Refusal =
  | { readonly is: 'unreachable'; readonly code: string }
  | { readonly is: 'silent'; readonly seconds: number }
  | { readonly is: 'short'; readonly got: number; readonly size: number }
  | { readonly is: 'broken' }
  | { readonly is: 'other-hash'; readonly wanted: string; readonly got: string }
  | { readonly is: 'status'; readonly status: number }
  | { readonly is: 'certificate'; readonly what: string }
  | { readonly is: 'unreadable' }

/** A refusal in words, with the way out. */
export type Trouble = { readonly message: string; readonly hint: string }

const elsewhere = 'try again later, or name another index with --index URL'

/** What is said of an address that did not give what it should have; `file` is what was wanted of it. */
export const troubleOf = (url: string, refusal: Refusal, file = ''): Trouble => {
  const [message, hint] = words(shown(new URL(url).origin === 'null' ? url : new URL(url).origin), refusal)
  return { message: file === '' ? message.replace('{}', shown(url)) : message.replace('{}', file), hint }
}

const words = (host: string, refusal: Refusal): readonly [message: string, hint: string] => {
  switch (refusal.is) {
    case 'unreachable': return [`${host} cannot be reached (${reasons[refusal.code] ?? refusal.code})`, `look at the network, or name another index with --index URL`]
    case 'silent': return [`${host} sent nothing for ${refusal.seconds} s while {} was fetched`, `${elsewhere}; PIP_DEFAULT_TIMEOUT sets how long to wait`]
    case 'short': return [`{} came short from ${host}: ${refusal.got} of ${refusal.size} bytes`, elsewhere]
    case 'broken': return [`{} from ${host} is no whole file`, elsewhere]
    case 'other-hash': return [`{} from ${host} is not what its index says: sha256 ${refusal.got.slice(0, 12)}… in place of ${refusal.wanted.slice(0, 12)}…`, 'do not use it; tell those who run the index, or name another with --index URL']
    case 'status': return statusWords(host, refusal.status)
    case 'certificate': return [`${host} has a certificate that is not trusted (${refusal.what})`, 'name its authority with `cert` in pip.conf or with PIP_CERT']
    case 'unreadable': return [`{} is not a page of an index`, 'name the address below which projects stand, as in https://pypi.org/simple']
  }
}

const statusWords = (host: string, status: number): readonly [message: string, hint: string] => {
  if (status === 401 || status === 403) return [`${host} lets nobody in without a login (${status} for {})`, 'put it into PIP_INDEX_URL, pip.conf or ~/.netrc; never into --index']
  if (status === 404) return ['{} is not there', elsewhere]
  return [`${host} answers ${status} for {}`, elsewhere]
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused', ENOTFOUND: 'no such host', EAI_AGAIN: 'its name cannot be looked up', ECONNRESET: 'connection reset',
  ETIMEDOUT: 'no answer', EHOSTUNREACH: 'no route', ENETUNREACH: 'no network', EPIPE: 'connection closed',
}
