import type { Tls } from '../stack/environment.mts'
import { briefly, uncovered } from './certificate.mts'
import { isDue, isValid } from './lifetime.mts'
import { pairTroubles, type Pair, type PairTrouble } from './pair.mts'
import { filesIn, tlsFolder } from './places.mts'
import type { PairsSeen } from './seen.mts'

/** The pair that the proxy is to have; `sign` when it has to be made first, and then nothing is known of it yet. */
export type Choice = {
  readonly files: Pair['files']
  readonly digest: string | undefined
  readonly sign?: { readonly by: 'authority' | 'itself'; readonly why: string }
}

/** Where a pair made on this machine stands. */
export const ownFiles = (environment: string): Pair['files'] => filesIn(`${tlsFolder(environment)}/own`)

/** What keeps the user's own pair from being served. */
export const givenTroubles = ({ given }: Pick<PairsSeen, 'given'>, { names, addresses, files }: Tls, now: number): readonly PairTrouble[] =>
  given ? pairTroubles(given, { names, addresses }, now) : [{ level: 'bad', text: `neither ${files?.certificate ?? 'the certificate'} nor ${files?.key ?? 'its key'} is there`, hint: 'put them there, or change `tls:` in stack.yaml' }]

/** The pair to serve: the real one where there is one, what is served already, else one that only lets the proxy start. */
export const choose = (environment: string, tls: Tls, seen: PairsSeen, isForced: boolean): Choice | undefined => {
  const files = ownFiles(environment)
  if (tls.from === 'selfsigned') {
    const why = signReason(tls, seen, isForced)
    return why === undefined ? { files, digest: seen.own?.digest } : { files, digest: undefined, sign: { by: 'authority', why } }
  }
  if (tls.from === 'letsencrypt' && isComplete(seen.live)) return { files: seen.live.files, digest: seen.live.digest }
  if (tls.from === 'files' && seen.given && givenTroubles(seen, tls, seen.now).every(({ level }) => level === 'warn')) return { files: seen.given.files, digest: seen.given.digest }
  if (isComplete(seen.served)) return undefined
  return isComplete(seen.own) && seen.own.certificate?.isPlaceholder ? { files, digest: seen.own.digest } : { files, digest: undefined, sign: { by: 'itself', why: `the proxy does not start without one, and ${lackOf(tls, seen)}` } }
}

/** Why there is no real certificate. */
export const lackOf = (tls: Tls, seen: PairsSeen): string =>
  tls.from === 'files' ? givenTroubles(seen, tls, seen.now).find(({ level }) => level === 'bad')?.text ?? 'the real one is not served yet' : 'the real one was not ordered yet'

/** Why a certificate of the user's own authority has to be made; undefined while the one that is there will do. */
const signReason = (tls: Tls, { own, now }: PairsSeen, isForced: boolean): string | undefined => {
  const { certificate } = own ?? {}
  if (!own || !certificate) return 'there is none yet'
  if (isForced && own.written < now) return 'asked for'
  if (certificate.isPlaceholder) return 'there is only a placeholder'
  if (own.key !== 'right') return 'its key is not there'
  const missing = uncovered(certificate, tls)
  if (missing.length > 0) return `the one that is there is not for ${briefly(missing)}`
  if (!isValid(certificate, now)) return 'the one that is there is not valid now'
  if (isDue(certificate, now)) return 'two thirds of the life of the one that is there are over'
  return certificate.chain.isAnchored === false ? 'the authority that signed the one that is there is gone' : undefined
}

const isComplete = (pair: Pair | undefined): pair is Pair => pair?.certificate !== undefined && (pair.key === 'right' || pair.key === 'hidden')

/** Whether the proxy lacks what was chosen: another certificate, or a key that it may not read. */
export const isToServe = ({ digest }: Choice, { served }: PairsSeen): boolean =>
  digest === undefined || !isComplete(served) || served.digest !== digest || !served.isHanded
