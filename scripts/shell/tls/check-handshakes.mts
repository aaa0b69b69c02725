import { groups } from '../../tls/check/group.mts'
import { clientHello, sslv2Hello } from '../../tls/check/hello.mts'
import type { Handshakes } from '../../tls/check/handshakes.mts'
import { lastOpenVersion, probesOf, type Offers, type ProbeName } from '../../tls/check/probe.mts'
import type { Reply } from '../../tls/check/reply.mts'
import { suiteOf } from '../../tls/check/suite.mts'
import { suiteParts } from '../../tls/check/suite-traits.mts'
import { isOver, offerOf, swept, sweepOf, type Offer, type Sweep } from '../../tls/check/sweep.mts'
import { versionNames, versions, type Version } from '../../tls/check/version.mts'
import { askOnce, exchange, type Place } from './check-exchange.mts'
import type { Turnstile } from './check-turns.mts'

type Where = { readonly place: Place; readonly name: string | undefined; readonly turns: Turnstile }

/** Asks in bytes for everything that can be told from the open part of a handshake. */
export const observeHandshakes = async (where: Where): Promise<Handshakes> => {
  const { place, turns, name } = where
  const [sslv2, ...offers] = await Promise.all([
    turns(() => askOnce(place, { send: sslv2Hello(), until: 'hello' })),
    ...versionNames.map((version) => suitesOffered(where, version)),
  ])
  const versionsOffered = Object.fromEntries(versionNames.map((version, index) => [version, offers[index]])) as Offers
  const [groupsOffered, ...replies] = await Promise.all([
    groupsOf(where, versionsOffered),
    ...Object.entries(probesOf(versionsOffered, name)).map(async ([probe, script]) => [probe, await turns(() => exchange(place, script))] as const),
  ])
  return { sslv2, offers: versionsOffered, groups: groupsOffered, replies: Object.fromEntries(replies) as Partial<Record<ProbeName, readonly Reply[]>> }
}

const suitesOffered = async (where: Where, version: Version): Promise<Offer> =>
  offerOf(await Promise.all(suiteParts(version).map((part) => sweep(part, (suites) => askFor(where, version, { suites }),
    (reply) => reply.kind === 'hello' && reply.hello.version === versions[version] ? reply.hello.suite : undefined))))

/** Groups as TLS 1.3 chooses them, and those of an exchange over a curve before it. */
const groupsOf = async (where: Where, offers: Offers): Promise<Offer> => {
  const { found } = offers['TLS 1.3']
  const ask = (list: readonly number[]) => askFor(where, 'TLS 1.3', { suites: found, groups: list })
  const sweeps = await Promise.all([...found.length > 0 ? [sweep([...groups.keys()], ask, groupIn)] : [], openGroups(where, offers)])
  const offer = offerOf(sweeps)
  return { ...offer, found: [...new Set(offer.found)] }
}

/** Before TLS 1.3 a key on a curve is of no use without it: the curve whose lack ends the first sweep stands behind all that is left. */
const openGroups = async (where: Where, offers: Offers): Promise<Sweep> => {
  const version = lastOpenVersion(offers)
  const of = (pattern: RegExp) => version ? offers[version].found.filter((code) => pattern.test(suiteOf(code).exchange)) : []
  const suites = [of(/^ECDHE_RSA/), of(/^ECDHE_/)].find(({ length }) => length > 0)
  if (!version || !suites) return sweepOf([])
  const ask = (behind: readonly number[]) => (list: readonly number[]) => askFor(where, version, { suites, groups: [...list, ...behind] }, 'done')
  const first = await sweep([...groups.keys()], ask([]), groupIn)
  const second = await sweep(first.left, ask(first.found.slice(-1)), groupIn)
  return { ...second, found: [...first.found, ...second.found] }
}

const groupIn = (reply: Reply): number | undefined => {
  if (reply.kind !== 'hello') return undefined
  return reply.hello.group ?? (reply.share && 'group' in reply.share ? reply.share.group : undefined)
}

const askFor = ({ place, name, turns }: Where, version: Version, wish: { readonly suites: readonly number[]; readonly groups?: readonly number[] }, until: 'hello' | 'done' = 'hello'): Promise<Reply> =>
  turns(() => askOnce(place, { send: clientHello({ version, ...wish, ...name === undefined ? {} : { name } }), until }))

const sweep = async (list: readonly number[], ask: (left: readonly number[]) => Promise<Reply>, chosenIn: (reply: Reply) => number | undefined): Promise<Sweep> => {
  let state = sweepOf(list)
  while (!isOver(state)) {
    const reply = await ask(state.left)
    state = swept(state, reply, chosenIn(reply))
  }
  return state
}
