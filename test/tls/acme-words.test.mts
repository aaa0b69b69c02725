import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAcmeWords } from '../../scripts/tls/acme-words.mts'

/** What certbot 5.5 said to a pebble 2.10, or to a server that only says what it is told; written down as it came. */
const said = (name: string) => {
  const [, code = '', output = '', log = ''] = /^exit (\d+)\n([\s\S]*?)(?:--- log\n([\s\S]*))?$/.exec(readFileSync(join(import.meta.dirname, 'acme-said', `${name}.txt`), 'utf8')) ?? []
  return { code: Number(code), output, log }
}
const directory = 'https://ca.example.test/dir'
const now = Date.parse('2026-11-22T06:00:00Z')
const verdict = (name: string, changes: { readonly code?: number; readonly directory?: string } = {}) => readAcmeWords({ ...said(name), directory, logFile: 'ssl/prod/acme/logs/letsencrypt.log', now, ...changes })
const trouble = (name: string): readonly (string | undefined)[] => {
  const found = verdict(name)
  return 'message' in found ? [found.outcome, found.message] : [found.outcome]
}

const words = suite('what certbot says of an order')

words('a certificate has come, or is kept because it is too early for a new one', () => {
  assert.equal(verdict('issued'), { outcome: 'issued' })
  assert.equal(verdict('kept'), { outcome: 'kept' })
})

words('a name has no address: what to add where', () => {
  assert.equal(verdict('no-address'), {
    outcome: 'not-validated', message: 'gone.example.test has no address in the DNS; the authority says: could not resolve URL http://gone.example.test:24080',
    hint: 'let its A and AAAA records lead to this machine, and wait until that is known everywhere',
  })
})

words('port 80 is closed, for two names at once', () => {
  assert.equal(trouble('port-closed'), ['not-validated', 'port 80 is closed where closed2.example.test, www.closed2.example.test leads; the authority says: dial tcp 127.0.0.1:24080: connect: connection refused'])
})

words('another server answers for the name', () => {
  assert.equal(trouble('other-server'), ['not-validated', 'e404.example.test leads to a server that does not know the answer (it says 404); the authority says: Non-200 status code from HTTP: http://e404.example.test:24080 returned 404'])
})

words('the authority rejects a name, a profile, an email address', () => {
  assert.equal(trouble('rejected-name'), ['rejected', 'ca.example.test rejects the order: Order included an identifier for which issuance is forbidden by policy: "blocked.example.test"'])
  assert.equal(trouble('rejected-profile'), ['rejected', 'ca.example.test rejects the order: Order includes unrecognized profile name "nosuch"'])
  assert.equal(trouble('bad-email'), ['rejected', 'ca.example.test does not take foo as an email address'])
})

words('too many orders: with the time from which it takes others', () => {
  assert.equal(verdict('too-many', { directory: 'https://acme-v02.api.letsencrypt.org/directory' }), {
    outcome: 'rate-limited', retryAfter: '2030-01-02T03:04:05.000Z',
    message: "Let's Encrypt takes no more orders before 2030-01-02 03:05 UTC: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s (https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers)",
    hint: 'what is served stays as it is; run it again after that time',
  })
})

words('a busy authority says how long to wait in a header', () => {
  const found = verdict('busy-authority')
  assert.equal(['retryAfter' in found && found.retryAfter, found.outcome], ['2026-11-22T06:01:00.000Z', 'rate-limited'])
})

words('the authority is in trouble, gone, slow, or nowhere', () => {
  assert.equal(trouble('authority-in-trouble'), ['server', 'ca.example.test is in trouble itself: Error creating new order'])
  assert.equal(trouble('authority-down'), ['unreachable', 'https://ca.example.test/dir cannot be reached: connection refused'])
  assert.equal(trouble('authority-nowhere'), ['unreachable', 'the name in https://ca.example.test/dir has no address here'])
  assert.equal(trouble('authority-slow'), ['late', 'ca.example.test does not answer in time'])
})

words('the address is of something else', () => {
  assert.equal(trouble('no-directory'), ['no-directory', 'https://ca.example.test/dir is no ACME directory: it answers 404'])
  assert.equal(trouble('web-page'), ['no-directory', 'https://ca.example.test/dir is no ACME directory: it answers text/html'])
})

words('its certificate is not trusted here: `ca:` is the way out', () => {
  assert.equal(verdict('untrusted'), {
    outcome: 'untrusted', message: 'https://ca.example.test/dir has no certificate that is trusted here: unable to get local issuer certificate',
    hint: 'give the certificate of the authority behind it by `tls: { ca: FILE }`',
  })
  const other = verdict('other-host')
  assert.equal(['message' in other && other.message, 'hint' in other && other.hint], ["https://ca.example.test/dir has no certificate that is trusted here: Hostname mismatch, certificate is not valid for 'localhost'", 'use the name that its certificate has: `tls: { directory: … }`'])
  assert.equal(trouble('no-bundle'), ['untrusted', 'the file named by `ca:` is no PEM certificate'])
})

words('the clock of this machine, or of that one, is wrong', () => {
  assert.equal(verdict('expired'), {
    outcome: 'untrusted', message: 'https://ca.example.test/dir has no certificate that is trusted here: certificate has expired',
    hint: "look at this machine's clock (`date`); if it is right, that server's certificate has to be renewed",
  })
})

words('the account is not known, or has to be known first', () => {
  assert.equal(verdict('account-gone'), { outcome: 'no-account', message: 'ca.example.test no longer knows the account that is kept here', hint: 'move ssl/prod/acme/accounts away: a new account is made by itself' })
  assert.equal(trouble('external-account'), ['no-account', 'ca.example.test takes orders only from accounts it knows already (external account binding)'])
})

words('this machine is in the way', () => {
  assert.equal(trouble('two-at-once'), ['busy', 'another order is under way'])
  assert.equal(trouble('disk-full'), ['disk-full', 'the disk is full: the certificate cannot be saved'])
  assert.equal(trouble('folder-closed'), ['not-permitted', 'certbot may not write into ssl/prod/acme'])
  assert.equal(trouble('no-engine'), ['no-engine', 'The Docker engine at unix:///nothing.sock does not answer.'])
  assert.equal(trouble('no-image'), ['no-engine', 'the image localhost/nosuch/certbot:9 is not on this machine and cannot be fetched'])
})

words('it was ended: by a person, by a kill, by our patience', () => {
  for (const code of [130, 137, 143]) assert.is(verdict('issued', { code }).outcome, 'interrupted')
  assert.is(verdict('issued', { code: 124 }).outcome, 'late')
})

words('anything else is said as it came, with the log file', () => {
  assert.equal(readAcmeWords({ code: 1, output: 'Saving debug log to /acme/logs/letsencrypt.log\nAn unexpected error occurred:\nsomething new\nAsk for help or search', log: '', directory, logFile: 'ssl/prod/acme/logs/letsencrypt.log', now }),
    { outcome: 'other', message: 'certbot ended with 1: something new', hint: 'ssl/prod/acme/logs/letsencrypt.log has more' })
})

words.run()
