import type { Handshakes } from '../../../scripts/tls/check/handshakes.mts'
import { checkAll } from '../../../scripts/tls/check/checklist.mts'
import type { Line } from '../../../scripts/tls/check/line.mts'
import type { Expected, Observed, Page, Pages, Served } from '../../../scripts/tls/check/observed.mts'
import type { Offers } from '../../../scripts/tls/check/probe.mts'
import type { Reply } from '../../../scripts/tls/check/reply.mts'
import { readSent } from '../../../scripts/tls/check/sent-certificate.mts'
import type { ServerHello } from '../../../scripts/tls/check/server-hello.mts'
import type { Offer } from '../../../scripts/tls/check/sweep.mts'
import { suites } from '../../../scripts/tls/check/suite.mts'
import { makePair, type Pair, type Wish } from './pki.mts'

/** Noon of a day on which everything here happens. */
export const now = Date.UTC(2026, 10, 20, 12)

export const alert = (code: number): Reply => ({ kind: 'alert', alert: code })
export const silent: Reply = { kind: 'silent', why: 'no answer in 3 s' }
export const refused: Offer = { found: [], ends: [alert(70)] }

/** A suite by its name. */
export const code = (name: string): number => [...suites.values()].find((suite) => suite.name === `TLS_${name}`)?.code ?? Number.NaN

/** What a server chose, with these extensions. */
export const hello = (changes: Partial<ServerHello> = {}, extensions: readonly number[] = [0xff01, 23]): ServerHello =>
  ({ version: 0x0303, suite: code('ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'), compression: 0, session: new Uint8Array(0), extensions: new Map(extensions.map((each) => [each, new Uint8Array(0)])), ...changes })
export const taken = (changes: Partial<ServerHello> = {}, extensions?: readonly number[]): Reply => ({ kind: 'hello', hello: hello(changes, extensions), chain: [] })

/** A version that is offered with these suites. */
export const offered = (...names: readonly string[]): Offer => ({ found: names.map(code), hello: hello(), ends: [alert(40)] })

const good12 = ['ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256']
const good13 = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256']

/** What is offered by one that does everything right, with changes. */
export const offers = (changes: Partial<Offers> = {}): Offers =>
  ({ 'SSLv3': refused, 'TLS 1.0': refused, 'TLS 1.1': refused, 'TLS 1.2': offered(...good12), 'TLS 1.3': offered(...good13), ...changes })
export const only13 = offers({ 'TLS 1.2': refused })

const handshakes = (changes: Partial<Handshakes> = {}): Handshakes => ({
  sslv2: { kind: 'closed' }, offers: offers(), groups: { found: [0x11ec, 29, 23, 24], ends: [alert(40)] }, ...changes,
  replies: {
    stranger: [alert(112)], nameless: [alert(112)], compression: [taken()], heartbeat: [taken()], earlyCipher: [taken(), alert(10)], ...changes.replies,
  },
})

export const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'", 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=()', 'Referrer-Policy': 'strict-origin-when-cross-origin', 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY',
}
export const secureHeaders = { ...headers, 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }

/** An answer; headers are those that should be there, with changes, where null takes one away. */
export const page = (path = '/', status = 200, changes: Readonly<Record<string, string | null>> = {}, base: Readonly<Record<string, string>> = secureHeaders): Page => ({
  path, status, body: '', headers: Object.entries({ ...base, ...changes }).flatMap(([name, value]) => value === null ? [] : [[name.toLowerCase(), value] as const]),
})
const missing = '/gantry-ssl-check/nothing-is-here'
export const plainPages: NonNullable<Pages['plain']> = {
  home: page('/', 301, { location: 'https://app.example.test/' }, headers), missing: page(missing, 301, { location: `https://app.example.test${missing}` }, headers),
  acme: page('/.well-known/acme-challenge/gantry-ssl-check', 404, {}, headers),
}
export const pages = (changes: Partial<Pages> = {}): Pages => ({ home: page(), foreign: page(), others: [page(missing, 404)], plain: plainPages, ...changes })

export const prod: Expected = { environment: 'prod', isDev: false, isNative: false, redirects: true, rejects: true, answersAcme: true, version: '1.30', openssl: '3.5', headers: secureHeaders }
export const dev: Expected = { ...prod, environment: 'dev', isDev: true, redirects: false, rejects: false, answersAcme: false, headers }

export const authority: Pair = await makePair('an authority', { isAuthority: true, days: 3000 }, now)

/** A certificate for app.example.test as it is served, with what is unusual about it. */
export const served = async (wish: Wish = {}, changes: Partial<Served> = {}): Promise<Served> => {
  const pair = await makePair('app.example.test', { names: ['app.example.test'], signer: authority, ...wish }, now)
  const leaf = readSent(pair.der)
  if (!leaf) throw new Error('no certificate')
  return { leaf, chain: [leaf], isAsSent: true, trust: { code: '' }, ...changes }
}
const good = await served()

type Changes = Partial<Omit<Observed, 'handshakes'>> & { readonly handshakes?: Partial<Handshakes> }

/** All that is seen of an endpoint that does everything right, with changes. */
export const observed = (changes: Changes = {}): Observed => ({
  endpoint: { url: 'https://app.example.test', name: 'app.example.test', port: 443, reached: '192.0.2.1:443', plain: '192.0.2.1:80' },
  now, served: [good], visit: { alpn: 'h2', chain: good.chain, trust: { code: '' }, isStapled: false }, pages: pages(), ...changes, handshakes: handshakes(changes.handshakes),
})

/** The line of one check. */
export const lineOf = (id: string, changes: Changes = {}): Line | undefined => checkAll(observed(changes)).lines.find((line) => line.id === id)

/** The same in short: the verdict, what a grade is capped to, the evidence. */
export const said = (id: string, changes: Changes = {}): string => {
  const line = lineOf(id, changes)
  return line ? `${line.verdict}${line.cap ? ` ${line.cap}` : ''}: ${line.evidence}` : 'nothing'
}

/** The grade, and what it is because of. */
export const gradeOf = (changes: Changes = {}): string => {
  const { graded: { grade, isAtBest, because }, score } = checkAll(observed(changes))
  return `${grade}${isAtBest ? ' at best' : ''} ${score.total}${because.length > 0 ? `: ${because.join(', ')}` : ''}`
}
