import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { certificateFindings } from '../../scripts/tls/health.mts'
import type { AcmeAttempt } from '../../scripts/tls/acme-record.mts'
import type { CertificateSeen } from '../../scripts/tls/seen.mts'
import { certificate, day, now, pair, placeholder, served, setup, site } from './world.mts'

const found = (tls: string, seen: Partial<CertificateSeen>) => certificateFindings(site(tls), setup(seen)).map(({ level, text }) => `${level} ${text}`)
const files = '{ from: files, certificate: ./chain.pem, key: ./key.pem }'
const aged = (days: number, over: number, more = {}) => certificate({ notBefore: now - over * day, notAfter: now + (days - over) * day, ...more })

const health = suite('health of a certificate')

health('is one line when all is well', () => {
  assert.equal(found('letsencrypt', { served: served(certificate()) }), ['good shop.test by The Authority, 80 d left of 90 d, to be renewed from 2027-01-11'])
  assert.equal(found(files, { served: served(certificate()), given: pair('mine', certificate()) }), ['good shop.test by The Authority, 80 d left of 90 d, to be replaced from 2027-01-11'])
})

health('is nothing without TLS', () => assert.equal(certificateFindings({ ...site('selfsigned'), tls: undefined } as never, setup()), []))

health('is bad when none is there, or only a placeholder', () => {
  assert.equal(found('letsencrypt', { answered: { why: 'nothing listens there' } }), ['bad shop.test:8443 was asked for it: nothing listens there', 'bad none is there to serve: `make up ENV=prod` mends that'])
  assert.equal(found('letsencrypt', { answered: { certificate: certificate() } }), ['bad none is there to serve: `make ssl-setup ENV=prod` mends that'])
  assert.equal(found('letsencrypt', { served: served(placeholder()) }), ['bad only a placeholder is served, which no client trusts: `make ssl-setup ENV=prod` gets the real one'])
})

health('is bad when another one is served than the proxy was given', () => {
  const other = certificate({ fingerprint: 'c'.repeat(64), issuer: 'Somebody' })
  assert.equal(found('letsencrypt', { served: served(certificate()), answered: { certificate: other } }), ['bad shop.test:8443 serves another one than the proxy was given (shop.test of Somebody, until 2027-02-10): `make ssl-setup ENV=prod` reloads it'])
})

health('is bad when it is over, for other names, or its chain is broken', () => {
  assert.match(found('letsencrypt', { served: served(aged(90, 91)) })[0] ?? '', /^bad ssl\/prod\/served\/current\/fullchain.pem ended on 2026-11-21/)
  assert.match(found('letsencrypt', { served: served(certificate({ names: ['old.test'] })) })[0] ?? '', /^bad .* is for old.test, not for shop.test/)
  assert.match(found('letsencrypt', { served: served(certificate({ chain: { length: 2, broken: 2 } })) })[0] ?? '', /^bad .*certificate 2 did not sign the one before it/)
})

health('follows the lifetime, be it six days or ninety', () => {
  for (const days of [6, 45, 90]) {
    assert.match(found('letsencrypt', { served: served(aged(days, days * 0.5)) }).join(), /^good [^,]*,[^,]*,[^,]*$/, `${days} days, half of it over`)
    assert.match(found('letsencrypt', { served: served(aged(days, days * 0.7)) })[1] ?? '', /^warn .* its renewal is due since .*; does cron run `make ssl-setup ENV=prod ARGS=--renew` every day\?/, `${days} days`)
    assert.match(found('letsencrypt', { served: served(aged(days, days * 0.9)) })[0] ?? '', /^bad .* its renewal is overdue since/, `${days} days`)
  }
  assert.match(found('selfsigned', { own: pair('own', aged(90, 80)), served: served(aged(90, 80)) })[1] ?? '', /^warn 10 d left of 90 d: `make up ENV=prod` makes a new one/)
  assert.match(found(files, { given: pair('mine', aged(90, 80)), served: served(aged(90, 80)) })[0] ?? '', /^bad 10 d left of 90 d: put a new one into .\/chain.pem, then `make ssl-setup ENV=prod`/)
})

health('warns of a newer one that is not served yet, and of files that cannot be', () => {
  const newer = certificate({ fingerprint: 'd'.repeat(64) })
  assert.equal(found('letsencrypt', { served: served(certificate()), live: pair('live', newer) }).slice(1), ['warn a newer one is there and not served yet: `make ssl-setup ENV=prod`'])
  assert.equal(found(files, { served: served(certificate()), given: pair('mine', newer, { key: 'wrong' }) }).slice(1), ['warn mine/privkey.pem is not the key of mine/fullchain.pem, so the one before it is served: give the two files that were made together'])
  assert.equal(found(files, { served: served(certificate()), given: pair('mine', certificate(), { isOpen: true }) }).slice(1), ['warn mine/privkey.pem can be read by others on this machine: chmod 600 mine/privkey.pem'])
})

health('tells of an order that came to nothing, while it is the last word', () => {
  const attempt = (outcome: AcmeAttempt['outcome'], when: number): AcmeAttempt => ({ when: new Date(when).toISOString(), what: 'certificate', directory: 'https://acme.test/dir', names: ['shop.test'], outcome, message: 'the server says no' })
  const after = (...attempts: readonly AcmeAttempt[]) => found('letsencrypt', { served: served(certificate()), record: { attempts } }).slice(1)
  assert.equal(after(attempt('rejected', now - day)), ['warn the last order, on 2026-11-21, came to nothing: the server says no'])
  assert.equal(after(attempt('rejected', now - 2 * day), attempt('issued', now - day)), [])
  assert.equal(after(attempt('rejected', now - 11 * day)), [])
})

health.run()
