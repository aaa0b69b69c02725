import { directoryName } from './acme-directory.mts'
import { timeOf } from './acme-limits.mts'
import { lastProblem, type AcmeProblem } from './acme-problem.mts'
import { stays, type Hindered, type Words } from './acme-verdict.mts'

const rejections: Readonly<Record<string, string>> = {
  rejectedIdentifier: 'change the name in stack.yaml: this authority does not sign it',
  caa: 'a CAA record of the domain names who may sign: add this authority to it',
  invalidProfile: 'change `profile:` in stack.yaml to one that the directory offers, or remove it',
  invalidContact: 'change `email:` in stack.yaml',
  unsupportedContact: 'change `email:` in stack.yaml',
}

/** The authority has answered, and not with a certificate. */
export const answerTrouble = ({ output, log, logFile, directory, now }: Words): Hindered | undefined => {
  const who = directoryName(directory)
  const problem = lastProblem(log, now)
  if (/external account binding|externalAccountRequired/i.test(output)) return { outcome: 'no-account', message: `${who} takes orders only from accounts it knows already (external account binding)`, hint: 'register once by hand, with the same image, user and volumes: `certbot register --config-dir /acme --server … --eab-kid … --eab-hmac-key …`' }
  if (problem?.type === 'accountDoesNotExist') return { outcome: 'no-account', message: `${who} no longer knows the account that is kept here`, hint: `move ${logFile.replace(/logs\/[^/]*$/, 'accounts')} away: a new account is made by itself` }
  const email = /believes (\S+) is an invalid email/.exec(output)?.[1]
  if (email !== undefined) return { outcome: 'rejected', message: `${who} does not take ${email} as an email address`, hint: 'change `email:` in stack.yaml' }
  if (!problem) return undefined
  if (isLimit(problem)) return limited(problem, who, now)
  if (problem.status >= 500) return { outcome: 'server', message: `${who} is in trouble itself: ${problem.detail}`, hint: `${stays}; try again in some minutes` }
  const type = /unrecognized profile|profile .* not/i.test(problem.detail) ? 'invalidProfile' : problem.type
  return { outcome: 'rejected', message: `${who} rejects the order: ${problem.detail}`, hint: rejections[type] ?? 'mend what it says; asking again without a change does not help' }
}

const isLimit = ({ status, type, detail }: AcmeProblem): boolean => status === 429 || type === 'rateLimited' || /^too many /i.test(detail)

/** Without a word on when to come back, an hour is waited. */
const limited = ({ detail, retryAfter }: AcmeProblem, who: string, now: number): Hindered => {
  const until = retryAfter ?? now + 3_600_000
  return {
    outcome: 'rate-limited', retryAfter: new Date(until).toISOString(), message: `${who} takes no more orders before ${timeOf(until)}: ${detail.replace(/,? retry after \S+ \S+ UTC/, '').replace(/: see (https:\S+)$/, ' ($1)')}`,
    hint: `${stays}; run it again after that time`,
  }
}
