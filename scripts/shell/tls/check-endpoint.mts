import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { servedOf } from '../../tls/check/served.mts'
import { clientHello } from '../../tls/check/hello.mts'
import type { Handshakes } from '../../tls/check/handshakes.mts'
import type { Observed, ServedFile } from '../../tls/check/observed.mts'
import { offeredIn, shortSessionProbe } from '../../tls/check/probe.mts'
import { unusable } from '../../tls/check/unusable.mts'
import { usualSuites } from '../../tls/check/suite-traits.mts'
import { errorCode, fail, failed } from '../failure.mts'
import { failAt, readText } from '../files.mts'
import { readAuthorities, type Authorities } from './check-authorities.mts'
import { askOnce, patience, type Place } from './check-exchange.mts'
import { observeHandshakes } from './check-handshakes.mts'
import { observePages } from './check-pages.mts'
import { reach, type Target } from './check-target.mts'
import { turnstile, type Turnstile } from './check-turns.mts'
import { visit, type Manner, type NoVisit, type Visited } from './check-visits.mts'
import { fingerprintOf, parseCertificates } from './read-certificate.mts'

/** Connections at a time: enough to be quick, too few for a limit. */
const width = 8

type Around = { readonly stackFolder: string; readonly ca: string | undefined; readonly now: Date }

/** Asks an endpoint for everything that the list is about; changes nothing. */
export const observeEndpoint = async (target: Target, { stackFolder, ca, now }: Around): Promise<Observed> => {
  const authorities = await readAuthorities(ca)
  const place = await reach(target, patience)
  const plain = target.plain && target.plain.address === target.at.address ? { ...target.plain, address: place.address } : target.plain
  const name = isIP(target.name) ? undefined : target.name
  await refuseStrange(place, name)
  const turns = turnstile(width)
  const [handshakes, visits, pages, file] = await Promise.all([
    observeHandshakes({ place, name, turns }), observeVisits(place, name, authorities, turns),
    observePages({ place, plain, name: target.name, port: target.port, routes: target.routes, turns }), target.files && readServed(stackFolder, target.files),
  ])
  refuseUnusable(handshakes, place, name)
  return {
    endpoint: { url: target.url, name: target.name, port: target.port, reached: written(place), ...plain ? { plain: written(plain) } : {} },
    now: now.getTime(), handshakes: await withShortSession(handshakes, visits.ticket, { place, name }), pages,
    served: servedOf(handshakes, Object.values(visits).filter((came) => 'chain' in came)), visit: visits.plain,
    ...target.expected ? { expected: target.expected } : {}, ...file ? { file } : {},
  }
}

const written = ({ address, port }: Place): string => `${address.includes(':') ? `[${address}]` : address}:${port}`

/** What answers in no time, or in another language, is not asked a hundred times. */
const refuseStrange = async (place: Place, name: string | undefined): Promise<void> => {
  const reply = await askOnce(place, { send: clientHello({ version: 'TLS 1.2', suites: usualSuites, ...name === undefined ? {} : { name } }), until: 'hello' })
  const trouble = unusable([reply], written(place), name)
  if (trouble && reply.kind !== 'closed' && reply.kind !== 'alert') fail(failed(...trouble))
}

const refuseUnusable = ({ offers, sslv2 }: Handshakes, place: Place, name: string | undefined): void => {
  if (offeredIn(offers).length > 0) return
  const trouble = unusable([sslv2, ...Object.values(offers).flatMap(({ ends }) => ends)], written(place), name)
  if (trouble) fail(failed(...trouble))
}

const observeVisits = async (place: Place, name: string | undefined, authorities: Authorities, turns: Turnstile): Promise<Readonly<Record<Manner, Visited | NoVisit>>> => {
  const come = (manner: Manner) => turns(() => visit(place, name, { authorities, manner }))
  const [plain, ecdsa, rsa, ticket] = await Promise.all([come('plain'), come('ecdsa'), come('rsa'), come('ticket')])
  return { plain, ecdsa, rsa, ticket }
}

const withShortSession = async (handshakes: Handshakes, visited: Visited | NoVisit, { place, name }: { readonly place: Place; readonly name: string | undefined }): Promise<Handshakes> => {
  const turn = 'ticket' in visited && visited.ticket ? shortSessionProbe(handshakes.offers, name, visited.ticket) : undefined
  return turn ? { ...handshakes, shortSession: await askOnce(place, turn) } : handshakes
}

const readServed = async (folder: string, { certificate, key }: NonNullable<Target['files']>): Promise<ServedFile> => {
  try {
    const [text, status] = await Promise.all([readText(join(folder, certificate)), stat(join(folder, key)).catch((error: unknown) => errorCode(error) === 'ENOENT' ? undefined : failAt('read', key, error))])
    const own = parseCertificates(text ?? '')?.[0]
    return { certificate, key, ...own ? { fingerprint: fingerprintOf(own) } : {}, ...status ? { keyMode: status.mode & 0o777 } : {} }
  } catch (error) {
    return { certificate, key, problem: error instanceof Error ? error.message : String(error) }
  }
}
