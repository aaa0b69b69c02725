import { dateOf, isDue, leftWords, lifeDays } from '../lifetime.mts'
import { ofEach } from './each-certificate.mts'
import { fault, ok, open, some, type Check } from './line.mts'
import type { Observed } from './observed.mts'
import { isIssuedBy, type SentCertificate } from './sent-certificate.mts'

/** The command that gets a certificate, where there is one. */
const setup = ({ expected }: Observed, otherwise: string): string => expected ? `\`make ssl-setup ENV=${expected.environment}\`` : otherwise

/** OpenSSL's codes in words. */
const trustWords = (code: string, leaf: SentCertificate, last: SentCertificate): string => {
  if (leaf.isSelfIssued) return 'signed by itself'
  if (code === 'SELF_SIGNED_CERT_IN_CHAIN') return `its authority ${last.title} is not trusted here`
  if (/^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/.test(code)) return `its issuer ${last.issuer} is neither sent nor trusted here`
  return code.toLowerCase().replaceAll('_', ' ')
}

const trust = ofEach({ id: 'trust', title: 'trusted', cap: 'T', wayOut: '' }, ({ leaf, chain, trust: seen }, observed) => {
  if (!seen) return open('no full handshake brought it')
  if (seen.code === '') return ok(`issued by ${leaf.issuer}${seen.by === undefined ? '' : `, trusted by ${seen.by}`}`)
  const isUnknown = /^UNABLE_TO_|SELF_SIGNED_CERT_IN_CHAIN/.test(seen.code) && !leaf.isSelfIssued
  return fault(trustWords(seen.code, leaf, chain.at(-1) ?? leaf),
    { wayOut: isUnknown ? 'serve the whole chain (fullchain.pem); --ca FILE trusts an authority of your own' : setup(observed, 'get one of an authority that clients know') })
})

const order = ofEach({ id: 'chain', title: 'chain', wayOut: 'nginx: in ssl_certificate the server\'s own first, each followed by its issuer' }, ({ chain, isAsSent }) => {
  if (!isAsSent) return ok('TLS 1.3 only: clients put it in order')
  const strayed = chain.find((each, index) => index > 0 && !isIssuedBy(chain[index - 1] ?? each, each))
  return strayed ? fault(`${strayed.title} is sent, and did not issue the one before it`) : ok(chain.length === 1 ? 'one certificate' : `${chain.length} certificates, in order`)
})

const dates = ofEach({ id: 'dates', title: 'valid', cap: 'T', wayOut: '' }, ({ leaf }, observed) => {
  const { now } = observed
  if (now > leaf.notAfter) return fault(`expired on ${dateOf(leaf.notAfter)}`, { wayOut: setup(observed, 'renew it') })
  return now < leaf.notBefore ? fault(`only from ${dateOf(leaf.notBefore)} on`, { wayOut: 'look at the clock of this machine' }) : ok(`until ${dateOf(leaf.notAfter)}`)
})

const renewal = ofEach({ id: 'renewal', title: 'renewed in time', wayOut: '' }, ({ leaf }, observed) => {
  if (observed.now > leaf.notAfter) return fault('expired', { wayOut: setup(observed, 'renew it') })
  const words = `${leftWords(leaf, observed.now)} of ${lifeDays(leaf)} d left`
  return isDue(leaf, observed.now) ? fault(`${words}: less than a third`, { wayOut: setup(observed, 'renew it') }) : ok(words)
})

const lifetime = ofEach({ id: 'lifetime', title: 'lifetime', wayOut: 'one for 366 days or less; 90 or less is better' }, ({ leaf }) =>
  lifeDays(leaf) <= 366 ? ok(`${lifeDays(leaf)} days`) : fault(`${lifeDays(leaf)} days`))

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)

const names = ofEach({ id: 'names', title: 'name', cap: 'M', wayOut: '' }, ({ leaf }, observed) => {
  const { name } = observed.endpoint
  const match = isAddress(name) ? leaf.x509.checkIP(name) : leaf.x509.checkHost(name)
  if (match !== undefined) return ok(match === name ? name : `${name}, by ${match}`)
  const known = some(leaf.names.map((each) => each.replace(/^[^:]+:/, ''))) || leaf.title
  return fault(`${name} is not among ${known}`, { wayOut: setup(observed, 'a certificate with that name') })
})

const alternatives = ofEach({ id: 'san', title: 'alternative names', wayOut: 'a certificate with subjectAltName: browsers read no other name' }, ({ leaf }) =>
  leaf.names.length > 0 ? ok(`${leaf.names.length}`) : fault('none'))

/** What certificates have to be. */
export const certificateChecks: readonly Check[] = [trust, order, dates, renewal, lifetime, names, alternatives]
