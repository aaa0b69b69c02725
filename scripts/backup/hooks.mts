import { statusLine, type Status } from './status.mts'

/** A request that tells somebody about a run; `what` names it without its address, which may hold a token. */
export type Telling = { readonly what: string; readonly url: string; readonly body: string; readonly type: string }

const named = (what: string, url: string): string => `${what} (${URL.canParse(url) ? new URL(url).host : 'no address'})`

/** The address of a ping, as healthchecks.io counts: a word more on its path. */
export const pingUrl = (url: string, word: '' | 'start' | 'fail'): string => {
  if (!URL.canParse(url)) return url
  const address = new URL(url)
  if (word !== '') address.pathname = `${address.pathname.replace(/\/$/, '')}/${word}`
  return address.href
}

/** What is told when a run begins. */
export const tellingsOfStart = ({ ping }: { readonly ping?: string }): readonly Telling[] =>
  ping === undefined ? [] : [{ what: named('ping', ping), url: pingUrl(ping, 'start'), body: '', type: 'text/plain' }]

/** What is told when it has ended: all of it to the webhook, success or failure to the ping. */
export const tellingsOfEnd = ({ ping, webhook }: { readonly ping?: string; readonly webhook?: string }, status: Status): readonly Telling[] => [
  ...webhook === undefined ? [] : [{ what: named('webhook', webhook), url: webhook, body: JSON.stringify({ text: statusLine(status), ...status }), type: 'application/json' }],
  ...ping === undefined ? [] : [{ what: named('ping', ping), url: pingUrl(ping, status.ok ? '' : 'fail'), body: statusLine(status), type: 'text/plain' }],
]
