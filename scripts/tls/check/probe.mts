import { groupName, groups } from './group.mts'
import { changeCipherSpec, clientHello, type Hello } from './hello.mts'
import type { Until } from './reply.mts'
import type { Offer } from './sweep.mts'
import { isPrimeExchange } from './suite-traits.mts'
import { suiteOf } from './suite.mts'
import { versionNames, versions, type Version } from './version.mts'

/** A turn of a conversation: what is sent, how much of the answer is wanted, how long it may take. */
export type Turn = { readonly send: Uint8Array; readonly until: Until; readonly patience?: number }

/** Versions by what is offered of them. */
export type Offers = Readonly<Record<Version, Offer>>

/** Questions that depend on what is offered; one that makes no sense is left out. */
export type ProbeName = 'stranger' | 'nameless' | 'compression' | 'fallback' | 'heartbeat' | 'earlyCipher' | 'prime' | 'ecdsaChain' | 'rsaChain'
export type Probes = Readonly<Partial<Record<ProbeName, readonly Turn[]>>>

/** A name that nobody serves. */
export const strangerName = 'gantry-ssl-check.invalid'

/** The name of a session that is shorter than one ever is; a server gives it back as it is, or another one. */
export const shortSession = Uint8Array.from({ length: 16 }, (_, index) => index + 65)

const fallbackSignal = 0x5600
const deflate = 1
const lzs = 64

/** Versions that are offered, oldest first. */
export const offeredIn = (offers: Offers): readonly Version[] => versionNames.filter((version) => offers[version].found.length > 0)

/** The newest offered version before TLS 1.3, in which a server says more in the open. */
export const lastOpenVersion = (offers: Offers): Version | undefined => offeredIn(offers).findLast((version) => version !== 'TLS 1.3')

/** The two versions between which a client could be made to fall back, as testssl takes them: below TLS 1.2. */
export const fallbackOf = (offers: Offers): readonly [high: Version, low: Version] | undefined => {
  const [high, low] = offeredIn(offers).filter((version) => version !== 'TLS 1.3').toReversed()
  return high && low ? [high, low] : undefined
}

/** What is asked once the versions and suites are known. */
export const probesOf = (offers: Offers, name: string | undefined): Probes => {
  const newest = offeredIn(offers).at(-1)
  const open = lastOpenVersion(offers)
  const fallback = fallbackOf(offers)
  const ask = (version: Version, more: Partial<Hello> = {}, until: Until = 'hello'): readonly Turn[] =>
    [{ send: clientHello({ version, suites: offers[version].found, ...name === undefined ? {} : { name }, ...more }), until }]
  const withSuites = (pattern: RegExp) => open && offers[open].found.filter((code) => pattern.test(suiteOf(code).exchange))
  const primes = open && offers[open].found.filter((code) => isPrimeExchange(suiteOf(code)))
  const chain = (suites: readonly number[] | undefined, more: Partial<Hello> = {}) => open && suites?.length ? ask(open, { suites, ...more }, 'done') : undefined
  const probes: { readonly [Name in ProbeName]: readonly Turn[] | undefined } = {
    stranger: newest && ask(newest, { name: strangerName }),
    nameless: newest && [{ send: clientHello({ version: newest, suites: offers[newest].found }), until: 'hello' }],
    compression: open && ask(open, { compressions: [deflate, lzs, 0] }),
    fallback: fallback && ask(fallback[1], { suites: [fallbackSignal, ...offers[fallback[1]].found] }),
    heartbeat: open && versions[open] > versions.SSLv3 ? ask(open, { heartbeat: true }) : undefined,
    earlyCipher: open && [...ask(open, {}, 'done'), ...Array.from({ length: 2 }, () => ({ send: changeCipherSpec(open), until: 'hello' as const, patience: 700 }))],
    // Without primes that have a name: it shows what it has for clients that know none.
    prime: chain(primes, { groups: [...groups.keys()].filter((code) => !groupName(code).startsWith('ffdhe')) }),
    ecdsaChain: chain(withSuites(/ECDSA/)),
    rsaChain: chain(withSuites(/^RSA|_RSA/)),
  }
  return Object.fromEntries(Object.entries(probes).filter(([, turns]) => turns !== undefined)) as Probes
}

/** The question about a ticket that was really given out, under a short name of its session. */
export const shortSessionProbe = (offers: Offers, name: string | undefined, ticket: Uint8Array): Turn | undefined => {
  const version = lastOpenVersion(offers)
  return version && { until: 'hello', send: clientHello({ version, suites: offers[version].found, ticket, session: shortSession, ...name === undefined ? {} : { name } }) }
}
