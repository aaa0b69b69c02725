import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import type { Acme } from '../../scripts/stack/environment.mts'
import { orderSteps } from '../../scripts/tls/acme.mts'
import type { OrderCertificate } from '../../scripts/tls/acme-order.mts'
import type { AcmeAttempt } from '../../scripts/tls/acme-record.mts'
import { environment } from '../targets/workload.mts'
import { certificate, directory, now, shop, staging } from './acme-shop.mts'

const seen = { live: undefined, record: { attempts: [] }, now, certbot: '5.5.0', force: false, renew: false, user: '1000:1000' }
const orders = (changes: Partial<typeof seen> | object = {}, acme: Partial<Acme> = {}) =>
  orderSteps(shop(acme), { ...seen, ...changes }).steps.filter((step) => step.do === 'order-certificate') as unknown as readonly (OrderCertificate & { readonly id: string; readonly after: readonly string[]; readonly why: string })[]
const attempt = (changes: Partial<AcmeAttempt> = {}): AcmeAttempt => ({ when: '2026-11-21T12:00:00.000Z', what: 'certificate', directory, names: ['shop.example.com', 'www.shop.example.com'], outcome: 'issued', ...changes })

const steps = suite('steps that order a certificate')

steps('make the folders, then ask', () => {
  const { steps: all, why } = orderSteps(shop(), seen)
  assert.is(why, 'there is none yet')
  assert.is(explain(all), [
    'create folder ssl/prod with mode 0700  # nobody else may read keys',
    'create folder ssl/prod/acme with mode 0700  # nobody else may read keys',
    'create folder ssl/prod/webroot with mode 0755  # the proxy gives out what is in it',
    "docker run --rm --init --user 1000:1000 --cap-drop ALL --security-opt no-new-privileges --read-only --tmpfs /tmp --volume ./ssl/prod/acme:/acme --volume ./ssl/prod/webroot:/webroot certbot/certbot:v5.5.0 certonly --non-interactive --agree-tos --email ops@example.com --config-dir /acme --work-dir /acme/work --logs-dir /acme/logs --max-log-backups 20 --server https://acme-v02.api.letsencrypt.org/directory --cert-name shop-prod --domain shop.example.com --domain www.shop.example.com --renew-with-new-domains --key-type ecdsa --elliptic-curve secp256r1 --webroot --webroot-path /webroot --keep-until-expiring  # there is none yet; Let's Encrypt is asked",
  ].join('\n'))
  assert.equal(all.at(-1)?.after, ['order: ssl/prod', 'order: ssl/prod/acme', 'order: ssl/prod/webroot'])
})

steps('tell the shell where everything stands', () => {
  const [{ argv, why, after, ...order } = {} as never] = orders()
  assert.equal(order, {
    do: 'order-certificate', id: 'order certificate', what: 'certificate', directory, names: ['shop.example.com', 'www.shop.example.com'], record: 'ssl/prod/acme.json', folder: 'ssl/prod/acme', lineage: 'shop-prod',
    webroot: 'ssl/prod/webroot', http: { address: '', port: 80, domain: 'shop.example.com' }, isPublic: true, patience: 300_000,
  })
})

steps('rehearse first where there is a staging directory, in a folder whose certificates are never served', () => {
  const [first, second] = orders({}, { staging })
  assert.equal([first?.what, first?.directory, first?.folder, first?.argv.includes('/acme/staging'), first?.argv.includes('--force-renewal')], ['staging', staging, 'ssl/prod/acme/staging', true, true])
  assert.equal([second?.what, second?.directory, second?.after.at(-1)], ['certificate', directory, 'order staging'])
})

steps('rehearse no more when these names have been issued, or a rehearsal went well within the hour', () => {
  const count = (...attempts: readonly AcmeAttempt[]) => orders({ record: { attempts } }, { staging }).length
  assert.is(count(attempt()), 1)
  assert.is(count(attempt({ what: 'staging', directory: staging, when: '2026-11-22T05:30:00.000Z' })), 1)
  assert.is(count(attempt({ what: 'staging', directory: staging, when: '2026-11-22T04:30:00.000Z' })), 2)
  assert.is(count(attempt({ names: ['shop.example.com'] })), 2)
  assert.is(count(attempt({ outcome: 'not-validated' })), 2)
  assert.is(orders({ live: certificate({ age: 0.7 }) }, { staging }).length, 1)
})

steps('use the image of the map, the host only for a directory of its own, and the authority that is given', () => {
  const [order] = orderSteps({ ...shop({ directory: 'https://localhost:14000/dir', ca: 'ca.pem', image: 'certbot/certbot:v5.5.0' }), images: { 'certbot/certbot:v5.5.0': 'mirror.example/certbot:5' } }, seen).steps.filter((step) => step.do === 'order-certificate')
  const argv = order?.do === 'order-certificate' ? order.argv.join(' ') : ''
  assert.match(argv, / --network host --volume \.\/ssl\/prod\/acme:\/acme --volume \.\/ssl\/prod\/webroot:\/webroot --volume \.\/ca\.pem:\/ca\.pem:ro --env REQUESTS_CA_BUNDLE=\/ca\.pem mirror\.example\/certbot:5 certonly /)
})

steps('ask for a profile: this one and no other at first, rather than none later', () => {
  const words = (changes: object) => orders(changes, { profile: 'shortlived' })[0]?.argv.filter((word, index, all) => word.endsWith('-profile') || all[index - 1]?.endsWith('-profile')).join(' ')
  assert.is(words({}), '--required-profile shortlived')
  assert.is(words({ live: certificate({ age: 0.7 }) }), '--preferred-profile shortlived')
})

steps('say why an order would be in vain instead of asking', () => {
  const [old] = orders({ certbot: '2.1.0' }, { profile: 'shortlived' })
  assert.equal(old?.refusal, { message: 'certbot 2.1.0 cannot ask for the profile shortlived', hint: 'take an image of certbot 4.0 or later (`tls: { image: … }`), or remove `profile:`' })
  const limited = { attempts: [attempt({ outcome: 'rate-limited', message: "Let's Encrypt takes no more orders before 2026-11-22 08:00 UTC: too many", retryAfter: '2026-11-22T08:00:00.000Z' })] }
  assert.match(orders({ record: limited })[0]?.refusal?.message ?? '', /^Let's Encrypt takes no more orders before 2026-11-22 08:00 UTC: too many; it is not asked again for 2 h$/)
  assert.is(orders({ record: limited, force: true })[0]?.refusal, undefined)
})

steps('are none for a good certificate, and for an environment that orders none', () => {
  assert.equal(orderSteps(shop(), { ...seen, live: certificate({ age: 0.1 }) }), { steps: [], why: 'valid until 2027-02-11 (81 d) for all names; renewal from 2027-01-12' })
  assert.equal(orderSteps(environment(), seen), { steps: [], why: 'prod orders no certificate' })
})

steps.run()
