import { subject } from '../plan/explain.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment, Tls } from '../stack/environment.mts'
import { briefly, type Certificate } from '../tls/certificate.mts'
import { dateOf, daysLeft, leftWords, lifeDays, renewAt } from '../tls/lifetime.mts'
import { certificateFindings } from '../tls/health.mts'
import type { CertificateSeen, SetupSeen } from '../tls/seen.mts'
import { endpointOf, setupNotes, type SetupWish } from '../tls/setup.mts'
import { isTrusted, trustAdvice, type TrustSeen } from '../tls/trust.mts'
import type { Finding } from './health.mts'
import { paint } from './paint.mts'
import { table } from './table.mts'

/** A certificate as a program reads it. */
const told = (certificate: Certificate | undefined, now: number) => certificate ? {
  names: certificate.names, addresses: certificate.addresses, issuer: certificate.issuer, serial: certificate.serial, fingerprint: certificate.fingerprint, keyType: certificate.keyType,
  notBefore: new Date(certificate.notBefore).toISOString(), notAfter: new Date(certificate.notAfter).toISOString(),
  daysLeft: daysLeft(certificate, now), days: lifeDays(certificate), nextRenewal: new Date(renewAt(certificate)).toISOString(), placeholder: certificate.isPlaceholder,
} : null

/** The certificate that a person asks about: the one in use, else the one that will be. */
const shownOf = ({ served, live, given, own }: CertificateSeen): Certificate | undefined => (served ?? live ?? given ?? own)?.certificate

/** Whether the network shows that certificate; undefined where nobody was asked. */
const isServed = (certificate: Certificate | undefined, answered: CertificateSeen['answered']): boolean | undefined =>
  answered && (answered.certificate !== undefined && answered.certificate.fingerprint === certificate?.fingerprint)

/** What is served, until when, and whether that is what is in the file. */
export const certificateStatus = ({ name, tls }: Environment, seen: CertificateSeen, findings: readonly Finding[], colours: boolean) => {
  const brush = paint(colours)
  const certificate = shownOf(seen)
  const mine = isServed(certificate, seen.answered)
  const row = certificate ? [[
    briefly(certificate.names), certificate.isPlaceholder ? brush.bad('placeholder') : certificate.issuer, certificate.keyType, leftWords(certificate, seen.now),
    certificate.isPlaceholder ? '' : dateOf(renewAt(certificate)), mine === undefined ? brush.quiet('not running') : mine ? brush.good('yes') : brush.bad('no'),
  ]] : []
  const lines = findings.filter(({ level }) => level !== 'good').map(({ subject: about, level, text }) => `${about}: ${brush[level](text)}`)
  return {
    text: [...row.length > 0 ? [table(row, { head: ['names', 'issuer', 'key', 'left', tls?.from === 'files' ? 'replace from' : 'renewal', 'served'] })] : [], lines.join('\n')].filter((text) => text !== '').join('\n\n'),
    result: {
      environment: name, from: tls?.from ?? null, wanted: { names: tls?.names ?? [], addresses: tls?.addresses ?? [] }, certificate: told(certificate, seen.now),
      served: mine ?? null, servedCertificate: told(seen.answered?.certificate, seen.now), findings,
    },
  }
}

/** What setting up is reported of. */
export type Reported = {
  readonly environment: Environment
  readonly tls: Tls
  readonly seen: SetupSeen
  readonly trust: TrustSeen | undefined
  readonly asked: SetupWish & { readonly status: boolean; readonly trust: boolean }
  readonly colours: boolean
  readonly outcomes: readonly Outcome[]
}

/** What setting up did, how the certificate stands, and how to trust it; nothing for cron where there is nothing to say. */
export const setupReport = ({ environment, tls, seen, trust, asked, colours, outcomes }: Reported) => {
  const notes = setupNotes(environment, tls, seen, asked)
  const findings = [...notes, ...seen.proxy.is === 'away' && !seen.served && notes.length > 0 ? [] : certificateFindings(environment, seen)]
  const status = certificateStatus(environment, seen, findings, colours)
  const done = outcomes.filter(isWorthy).map(({ step, message }) => `${subject(step)}${message && step.do !== 'run' ? `: ${message}` : ''}`)
  const isWrong = findings.some(({ level }) => level === 'bad')
  const hasFailed = outcomes.some(({ state }) => state !== 'done')
  const parts = [asked.status ? '' : outcomes.length === 0 ? 'Nothing to do.' : done.join('\n'), status.text, trust && !asked.status && (asked.trust || !asked.renew && !isTrusted(trust)) ? adviceText(environment, trust) : '']
  const isQuiet = asked.renew && done.length === 0 && !hasFailed && !isWrong
  return {
    text: isQuiet ? '' : parts.filter((text) => text !== '').join('\n\n'),
    result: { ...status.result, done, ...trust ? { authority: { file: trust.file, trusted: isTrusted(trust) } } : {} },
    ...isWrong && !hasFailed ? { exit: 1 } : {},
  }
}

/** Whether a step is worth a line: not one that only made sure of something. */
const isWorthy = ({ step: { do: what, id }, state, data }: Outcome): boolean =>
  state === 'done' && what !== 'folder' && id !== 'test pair' && !(what === 'order-certificate' && (data as { readonly outcome?: string } | undefined)?.outcome === 'kept')

const adviceText = (environment: Environment, trust: TrustSeen): string => {
  const { name, port } = endpointOf(environment)
  return `To trust certificates of your own authority:\n${table(trustAdvice(trust, `https://${name}${port === 443 ? '' : `:${port}`}`), { indent: '  ' })}`
}
