import { asksWhen } from './acme-argv.mts'
import { areSameNames, type AcmeAttempt, type AcmeRecord } from './acme-record.mts'
import { briefly, type Certificate } from './certificate.mts'
import { dateOf, dateTrouble, isDue, isOverdue, leftWords, renewAt } from './lifetime.mts'

/** What is known when somebody wants a certificate. */
export type Seen = {
  /** The one that the ACME client keeps; undefined also when its key does not fit. */
  readonly live: Certificate | undefined
  readonly record: AcmeRecord
  /** When the command began. */
  readonly now: number
  /** Version of certbot. */
  readonly certbot: string | undefined
  readonly force: boolean
  /** Asked to renew, as cron does: the authority's own word on that counts too. */
  readonly renew: boolean
}

/** Whether to order, and why or why not; `ask` leaves the last word to certbot. */
export type Decision = { readonly order: 'no' | 'ask' | 'force'; readonly why: string }

const minute = 60_000

/** Decides whether a certificate is to be ordered: one for other names, from elsewhere or near its end is, a good one is not. */
export const decideOrder = (wanted: Pick<AcmeAttempt, 'names' | 'directory' | 'profile'>, seen: Seen): Decision => {
  const { live, now, force, certbot } = seen
  const answered = answeredNow(wanted, seen)
  if (answered) return no(answered.outcome === 'kept' ? 'the authority has just been asked, and it is too early' : 'it has just been ordered')
  if (!live) return { order: 'ask', why: 'there is none yet' }
  if (!areSameNames(live.names, wanted.names)) return { order: 'ask', why: `its names change: ${changes(live.names, wanted.names)}` }
  const moved = movedTo(wanted, seen.record)
  if (moved) return { order: 'force', why: moved }
  if (force) return { order: 'force', why: 'asked for with --force' }
  return byItsLife(live, now, asksWhen(certbot), seen.renew)
}

const no = (why: string): Decision => ({ order: 'no', why })

const byItsLife = (live: Certificate, now: number, hasOwnWord: boolean, renew: boolean): Decision => {
  const trouble = dateTrouble(live, now)
  if (trouble && now < live.notBefore) return no(`the one that is there ${trouble.text}: ${trouble.hint}`)
  const until = `${dateOf(live.notAfter)} (${leftWords(live, now)})`
  if (isOverdue(live, now)) return { order: 'force', why: trouble ? `the one that is there ${trouble.text}` : `it ends on ${until}` }
  if (isDue(live, now)) return { order: hasOwnWord ? 'ask' : 'force', why: `two thirds of its life are over, it ends on ${until}` }
  if (renew && hasOwnWord) return { order: 'ask', why: 'the authority may want it renewed early' }
  return no(`valid until ${until} for all names; renewal from ${dateOf(renewAt(live))}`)
}

/** The answer of this very run, or of a moment ago: the next round does not ask again, nor does a second cron line. */
const answeredNow = ({ names, directory, profile }: Pick<AcmeAttempt, 'names' | 'directory' | 'profile'>, { record, now, live, force }: Seen): AcmeAttempt | undefined => {
  const last = record.attempts.findLast(({ what, outcome }) => what === 'certificate' && (outcome === 'issued' || outcome === 'kept'))
  const isSame = last?.directory === directory && last.profile === profile && areSameNames(last.names, names)
  return isSame && Date.parse(last.when) >= (live && !force ? now - minute : now) ? last : undefined
}

/** What is another since the present one was issued. */
const movedTo = ({ directory, profile }: Pick<AcmeAttempt, 'directory' | 'profile'>, { attempts }: AcmeRecord): string | undefined => {
  const last = attempts.findLast(({ what, outcome }) => what === 'certificate' && outcome === 'issued')
  if (!last) return undefined
  if (last.directory !== directory) return `it comes from ${last.directory}, and ${directory} is to be asked`
  return last.profile === profile ? undefined : `its profile is ${last.profile ?? 'the usual one'}, and ${profile ?? 'the usual one'} is asked for`
}

const changes = (before: readonly string[], after: readonly string[]): string => {
  const added = after.filter((name) => !before.includes(name))
  const gone = before.filter((name) => !after.includes(name))
  return [...added.length > 0 ? [`${briefly(added)} ${added.length === 1 ? 'is' : 'are'} new`] : [], ...gone.length > 0 ? [`${briefly(gone)} ${gone.length === 1 ? 'is' : 'are'} gone`] : []].join(', ')
}
