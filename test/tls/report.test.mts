import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { setupReport, type Reported } from '../../scripts/report/certificate.mts'
import type { Outcome } from '../../scripts/plan/step.mts'
import { setupSteps } from '../../scripts/tls/setup.mts'
import { certificate, day, now, pair, placeholder, served, setup, site, tlsOf } from './world.mts'

const asked = { force: false, renew: false, status: false, trust: false }
const environment = site('letsencrypt')
const live = pair('live', certificate())
const well = setup({ live, served: served(certificate()) })
const trust = { family: 'debian', isRoot: false, user: 'ann', hasTool: true, file: '/data/certificate.pem', authority: 'PEM', told: undefined } as const
const report = (more: Partial<Reported> = {}) => setupReport({ environment, tls: tlsOf(environment), seen: well, trust: undefined, asked, colours: false, outcomes: [], ...more })

const reporting = suite('ssl-setup: report')

reporting('says that there is nothing to do, and how the certificate stands', () => {
  assert.is(report().text, [
    'Nothing to do.', '',
    'names      issuer         key          left  renewal     served',
    'shop.test  The Authority  ECDSA P-256  80 d  2027-01-11  yes',
  ].join('\n'))
  assert.is(report().exit, undefined)
})

reporting('says the same to programs', () => {
  const { result } = report({ asked: { ...asked, status: true } })
  assert.equal([result.environment, result.from, result.served, result.certificate?.daysLeft, result.certificate?.days, result.certificate?.nextRenewal, result.certificate?.placeholder, result.done], ['prod', 'letsencrypt', true, 80, 90, '2027-01-11T12:00:00.000Z', false, []])
})

reporting('--renew is silent when nothing was due and nothing is wrong', () => {
  const renew = { ...asked, renew: true }
  assert.is(report({ asked: renew }).text, '')
  const order = setupSteps(environment, tlsOf(environment), setup({ live, served: served(certificate()) }), { force: true, renew: true }).filter(({ do: what }) => what === 'order-certificate')
  const outcomes = (outcome: string): readonly Outcome[] => order.map((step) => ({ step, state: 'done', message: '', data: { outcome } }))
  assert.is(report({ asked: renew, outcomes: outcomes('kept') }).text, '')
  assert.match(report({ asked: renew, outcomes: outcomes('issued') }).text, /^docker run /)
})

reporting('--renew speaks up, and fails, when something is wrong', () => {
  const { text, exit } = report({ asked: { ...asked, renew: true }, seen: setup({ served: served(certificate({ notBefore: now - 80 * day, notAfter: now + 10 * day })) }) })
  assert.match(text, 'its renewal is overdue since 2026-11-02')
  assert.is(exit, 1)
})

reporting('--status fails for a placeholder, another certificate on the port, or none', () => {
  const status = (seen: typeof well) => { const { text, exit } = report({ asked: { ...asked, status: true }, seen }); return [exit, text.split('\n')[1]] }
  assert.equal(status(setup({ served: served(placeholder()) })), [1, 'shop.test  placeholder  ECDSA P-256  80 d           yes'])
  assert.equal(status({ ...well, answered: { certificate: certificate({ fingerprint: 'c'.repeat(64) }) } }), [1, 'shop.test  The Authority  ECDSA P-256  80 d  2027-01-11  no'])
  assert.is(status(setup({ answered: { why: 'nothing listens there' } }))[0], 1)
})

reporting('shows the certificate that will be served while the proxy does not run', () => {
  const stopped = setup({ live, proxy: { is: 'away', why: 'does not run' }, answered: undefined })
  assert.is(report({ seen: stopped }).text.split('\n').slice(3).join('\n'), 'shop.test  The Authority  ECDSA P-256  80 d  2027-01-11  not running\n\nproxy: it does not run; `make up ENV=prod` serves the certificate')
  assert.is(report({ seen: stopped }).exit, undefined)
})

reporting('says how to trust an authority that the system does not trust yet', () => {
  assert.match(report({ trust }).text, /\n\nTo trust certificates of your own authority:\n               CA=\/data\/certificate.pem\n  this system  sudo install/)
  assert.not.match(report({ trust: { ...trust, told: 'PEM' } }).text, 'To trust')
  assert.match(report({ trust: { ...trust, told: 'PEM' }, asked: { ...asked, trust: true } }).text, 'this system  trusts it already')
  assert.not.match(report({ trust, asked: { ...asked, status: true } }).text, 'To trust')
})

reporting.run()
