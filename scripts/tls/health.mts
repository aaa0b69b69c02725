import type { Finding } from '../report/health.mts'
import type { Environment, Tls } from '../stack/environment.mts'
import { briefly, type Certificate } from './certificate.mts'
import { givenTroubles } from './choice.mts'
import { dateOf, isDue, isOverdue, isValid, leftWords, lifeDays, renewAt } from './lifetime.mts'
import { keyTroubles, pairTroubles, type Pair } from './pair.mts'
import type { CertificateSeen } from './seen.mts'
import { endpointOf } from './setup.mts'

const finding = (level: Finding['level'], text: string): Finding => ({ subject: 'certificate', level, text })
type Speaker = { readonly environment: Environment; readonly tls: Tls; readonly seen: CertificateSeen }

/** All there is to say of an environment's certificate: that it is well, or everything that is not. */
export const certificateFindings = (environment: Environment, seen: CertificateSeen | undefined): readonly Finding[] => {
  const { tls } = environment
  if (!tls || !seen) return []
  const { served } = seen
  const { certificate } = served ?? {}
  const speaker: Speaker = { environment, tls, seen }
  if (!served || !certificate) return [...answerFindings(speaker, undefined), finding('bad', `none is there to serve: \`${call(environment, seen.answered?.certificate ? 'ssl-setup' : 'up')}\` mends that`)]
  const troubles = [
    ...placeholderFindings(speaker, certificate), ...answerFindings(speaker, certificate),
    ...pairTroubles(served, tls, seen.now).filter(() => !certificate.isPlaceholder).map(({ level, text }) => finding(level, text)),
    ...lifeFindings(speaker, certificate), ...waitingFindings(speaker, served), ...orderFindings(speaker, certificate),
  ]
  return troubles.some(({ level }) => level === 'bad') ? troubles : [finding('good', goodText(certificate, tls, seen.now)), ...troubles]
}

const call = ({ name }: Environment, command: string, args = ''): string => `make ${command}${name === 'dev' ? '' : ` ENV=${name}`}${args ? ` ARGS=${args}` : ''}`

const goodText = (certificate: Certificate, { from }: Tls, now: number): string => {
  const { names, issuer } = certificate
  const next = from === 'files' ? 'to be replaced' : 'to be renewed'
  return `${briefly(names)} by ${issuer}, ${leftWords(certificate, now)} left of ${lifeDays(certificate)} d, ${next} from ${dateOf(renewAt(certificate))}`
}

const placeholderFindings = ({ environment, tls }: Speaker, { isPlaceholder }: Certificate): readonly Finding[] => isPlaceholder
  ? [finding('bad', `only a placeholder is served, which no client trusts: \`${call(environment, 'ssl-setup')}\` ${tls.from === 'files' ? 'serves your own' : 'gets the real one'}`)] : []

const answerFindings = ({ environment, seen: { answered } }: Speaker, served: Certificate | undefined): readonly Finding[] => {
  const { name, port } = endpointOf(environment)
  if (answered?.why !== undefined) return [finding('bad', `${name}:${port} was asked for it: ${answered.why}`)]
  const { certificate } = answered ?? {}
  if (!certificate || !served || certificate.fingerprint === served.fingerprint) return []
  return [finding('bad', `${name}:${port} serves another one than the proxy was given (${certificate.subject} of ${certificate.issuer}, until ${dateOf(certificate.notAfter)}): \`${call(environment, 'ssl-setup')}\` reloads it`)]
}

/** How far it is in its life, and what should have happened by now. */
const lifeFindings = ({ environment, tls, seen: { now } }: Speaker, certificate: Certificate): readonly Finding[] => {
  if (!isDue(certificate, now) || !isValid(certificate, now) || certificate.isPlaceholder) return []
  const left = `${leftWords(certificate, now)} left of ${lifeDays(certificate)} d`
  const since = `since ${dateOf(renewAt(certificate))}`
  const isLate = isOverdue(certificate, now)
  if (tls.from === 'selfsigned') return [finding('warn', `${left}: \`${call(environment, 'up')}\` makes a new one`)]
  if (tls.from === 'files') return [finding(isLate ? 'bad' : 'warn', `${left}: put a new one into ${tls.files?.certificate ?? 'its file'}, then \`${call(environment, 'ssl-setup')}\``)]
  return [finding(isLate ? 'bad' : 'warn', `${left}: its renewal is ${isLate ? 'overdue' : 'due'} ${since}; does cron run \`${call(environment, 'ssl-setup', '--renew')}\` every day?`)]
}

/** A pair that should be in use and is not yet, or that cannot be; and files of the user's own that no longer are as they were. */
const waitingFindings = ({ environment, tls, seen }: Speaker, served: Pair): readonly Finding[] => {
  const next = tls.from === 'letsencrypt' ? seen.live : tls.from === 'files' ? seen.given : undefined
  const isNew = next?.digest !== served.digest
  const all = tls.from === 'files' ? isNew ? givenTroubles(seen, tls, seen.now) : next ? keyTroubles(next) : [] : []
  const bad = all.filter(({ level }) => level === 'bad')
  const told = [...bad.map(({ text, hint }) => finding('warn', `${text}, so the one before it is served: ${hint}`)), ...next?.isOpen ? keyTroubles(next).filter(({ level }) => level === 'warn').map(({ text, hint }) => finding('warn', `${text}: ${hint}`)) : []]
  return bad.length > 0 || !next?.certificate || !isNew ? told : [...told, finding('warn', `a newer one is there and not served yet: \`${call(environment, 'ssl-setup')}\``)]
}

const orderFindings = ({ tls, seen: { record: { attempts } } }: Speaker, { notBefore, isPlaceholder }: Certificate): readonly Finding[] => {
  const last = attempts.findLast(({ what }) => what === 'certificate')
  if (tls.from !== 'letsencrypt' || !last || ['begun', 'issued', 'kept'].includes(last.outcome)) return []
  return isPlaceholder || Date.parse(last.when) > notBefore ? [finding('warn', `the last order, on ${last.when.slice(0, 10)}, came to nothing: ${last.message ?? last.outcome}`)] : []
}
