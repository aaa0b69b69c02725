import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import type { NoPage, Page, Pages } from '../../tls/check/observed.mts'
import { foreignOrigin } from '../../tls/check/score-rules.mts'
import { patience, type Place } from './check-exchange.mts'
import type { Turnstile } from './check-turns.mts'
import { lenient } from './check-visits.mts'

/** What is asked for, of whom. */
export type Asked = {
  readonly place: Place
  readonly plain: Place | undefined
  readonly name: string
  readonly port: number
  readonly routes: readonly { readonly path: string; readonly host?: string }[]
  readonly turns: Turnstile
}

/** How much of a page is read for what it loads. */
const enough = 256 * 1024
const nowhere = '/gantry-ssl-check/nothing-is-here'
const acme = '/.well-known/acme-challenge/gantry-ssl-check'

/** Asks for pages over TLS and without it; never often enough for a limit. */
export const observePages = async (asked: Asked): Promise<Pages> => {
  const { place, plain, name, port, routes, turns } = asked
  const secure = (path: string, host = name, headers = {}) => turns(() => getSecure(place, { path, host, port, headers }))
  const openly = (at: Place, path: string) => turns(() => getPlain(at, { path, host: name, port: at.port, headers: {} }))
  const [home, foreign, others, plainly] = await Promise.all([
    secure('/'), secure('/', name, { origin: foreignOrigin }),
    Promise.all([secure(nowhere), ...routes.filter(({ path, host }) => path !== '/' || host !== undefined).map(({ path, host }) => secure(path, host))]),
    plain && Promise.all([openly(plain, '/'), openly(plain, nowhere), openly(plain, acme)]),
  ])
  return { home, foreign, others, ...plainly ? { plain: { home: plainly[0], missing: plainly[1], acme: plainly[2] } } : {} }
}

type Wish = { readonly path: string; readonly host: string; readonly port: number; readonly headers: Readonly<Record<string, string>> }

const optionsOf = ({ address, port }: Place, { path, headers }: Wish, host: string): RequestOptions =>
  ({ host: address, port, path, agent: false, headers: { host, accept: '*/*', 'user-agent': 'gantry-ssl-check', ...headers } })

const hostHeader = ({ host, port }: Wish, usual: number): string => `${isIP(host) === 6 ? `[${host}]` : host}${port === usual ? '' : `:${port}`}`

const getSecure = (place: Place, wish: Wish): Promise<Page | NoPage> =>
  get(wish.path, () => secureRequest({ ...lenient, ...optionsOf(place, wish, hostHeader(wish, 443)), servername: isIP(wish.host) ? '' : wish.host }))

const getPlain = (place: Place, wish: Wish): Promise<Page | NoPage> => get(wish.path, () => plainRequest(optionsOf(place, wish, hostHeader(wish, 80))))

const get = (path: string, begin: () => ClientRequest): Promise<Page | NoPage> => new Promise((resolve) => {
  const asked = begin()
  const late = setTimeout(() => asked.destroy(new Error(`no answer in ${patience / 1000} s`)), patience)
  const end = (page: Page | NoPage): void => {
    clearTimeout(late)
    resolve(page)
  }
  asked.on('response', (response) => { void read(path, response).then(end).finally(() => asked.destroy()) })
  asked.on('error', (error: NodeJS.ErrnoException) => end({ path, problem: error.code === 'ECONNREFUSED' ? 'nothing listens' : error.message.split('\n')[0] || error.code || 'no connection', isRefused: error.code === 'ECONNREFUSED' }))
  asked.end()
})

/** Reads headers, and of a page of HTML its beginning; a stream of events has no end to wait for. */
const read = (path: string, response: IncomingMessage): Promise<Page> => new Promise((resolve) => {
  let body = ''
  const end = (): void => {
    const raw = response.rawHeaders
    const headers = raw.flatMap((name, index) => index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [])
    resolve({ path, status: response.statusCode ?? 0, headers, body })
  }
  if (!/html/.test(response.headers['content-type'] ?? '')) return end()
  response.setEncoding('utf8').on('data', (text: string) => {
    body += text
    if (body.length > enough) end()
  })
  for (const event of ['end', 'close', 'error']) response.on(event, end)
  setTimeout(end, 1000).unref()
})
