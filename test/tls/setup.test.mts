import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import type { SetupSeen } from '../../scripts/tls/seen.mts'
import { endpointOf, setupNotes, setupSteps } from '../../scripts/tls/setup.mts'
import { certificate, day, now, pair, placeholder, served, setup, site, tlsOf } from './world.mts'

const wish = { force: false, renew: false }
const planned = (tls: string, seen: Partial<SetupSeen>, asked = wish, name = 'prod'): string => {
  const environment = site(tls, name)
  return explain(setupSteps(environment, tlsOf(environment), setup(seen), asked))
}
const noted = (tls: string, seen: Partial<SetupSeen>): readonly string[] => {
  const environment = site(tls)
  return setupNotes(environment, tlsOf(environment), setup(seen), wish).map(({ level, text }) => `${level} ${text}`)
}
const own = pair('ssl/prod/own', certificate())
const live = pair('ssl/prod/acme/live/shop-prod', certificate())
const given = pair('mine', certificate())
const other = certificate({ fingerprint: 'c'.repeat(64) })
const files = '{ from: files, certificate: ./chain.pem, key: ./key.pem }'
const away = { is: 'away', why: 'does not run' } as const

const serving = (what: string) => [
  `serve ${what}  # the proxy does not have it yet`,
  'docker container exec shop-prod-proxy-1 nginx -c /etc/nginx/gantry/nginx.conf -s reload  # it reads the new certificate',
  'compare what shop.test:8443 serves with ssl/prod/served/current/fullchain.pem  # a reload can fail without a word',
].join('\n')

const steps = suite('ssl-setup: steps')

steps('a certificate of the own authority is made, served, read by a reload and compared', () => {
  assert.is(planned('selfsigned', { served: served(placeholder()) }), `make a certificate for shop.test, signed by your own authority, in ssl/prod/own  # there is none yet\n${serving('ssl/prod/own/fullchain.pem')}`)
  const environment = site('selfsigned')
  assert.equal(setupSteps(environment, tlsOf(environment), setup({ isPrivate: false }), wish).map(({ id, after }) => [id, after]), [
    ['ssl', []], ['sign', ['ssl']], ['serve', ['ssl', 'sign']], ['reload pair', ['serve']], ['compare', ['reload pair']],
  ])
})

steps('the second time there is nothing to do', () => {
  assert.is(planned('selfsigned', { own, served: served(certificate()) }), '')
  assert.is(planned('letsencrypt', { live, served: served(certificate()) }), '')
  assert.is(planned(files, { given, served: served(certificate()) }), '')
})

steps('--force makes one although the present one will do, and only once', () => {
  assert.match(planned('selfsigned', { own, served: served(certificate()) }, { ...wish, force: true }), /^make a certificate .* # asked for\nserve /)
  assert.is(planned('selfsigned', { own: { ...own, written: now }, served: served(certificate()) }, { ...wish, force: true }), '')
})

steps('what was issued and never served, as after kill -9, is served first; nothing is ordered for that', () => {
  assert.is(planned('letsencrypt', { live, served: served(placeholder()) }), serving('ssl/prod/acme/live/shop-prod/fullchain.pem'))
})

steps('what was served and never read, as after kill -9, is judged, read and compared', () => {
  assert.is(planned('letsencrypt', { live, served: served(certificate()), answered: { certificate: other } }), [
    'docker container exec shop-prod-proxy-1 nginx -t -c /etc/nginx/gantry/nginx.conf  # before it is asked to reload',
    'docker container exec shop-prod-proxy-1 nginx -c /etc/nginx/gantry/nginx.conf -s reload  # it still serves another certificate than the one it has',
    'compare what shop.test:8443 serves with ssl/prod/served/current/fullchain.pem  # a reload can fail without a word',
  ].join('\n'))
})

steps('a certificate is ordered when there is none, and when it is due', () => {
  const ordered = (seen: Partial<SetupSeen>) => /certonly.*# ([^;]*)/.exec(planned('letsencrypt', seen).split('\n').at(-1) ?? '')?.[1]
  assert.is(ordered({ served: served(placeholder()), own: pair('ssl/prod/own', placeholder()) }), 'there is none yet')
  const old = certificate({ notBefore: now - 70 * day, notAfter: now + 20 * day })
  assert.match(ordered({ live: pair('live', old), served: served(old) }) ?? '', /^two thirds of its life are over/)
})

steps('nothing is ordered while the proxy, which the ACME server will ask, does not run', () => {
  assert.is(planned('letsencrypt', { proxy: away }), '')
  assert.equal(noted('letsencrypt', { proxy: away }), ['bad a certificate is to be ordered, and the ACME server will ask the proxy, which does not run; `make up ENV=prod` first'])
  assert.equal(noted('letsencrypt', { proxy: { is: 'away', why: 'runs as it was before `tls:` was added' } }), ['bad a certificate is to be ordered, and the ACME server will ask the proxy, which runs as it was before `tls:` was added; `make up ENV=prod` first'])
})

steps('a proxy that does not run gets its certificate when it starts', () => {
  assert.match(planned('selfsigned', { proxy: away }), /^make a certificate [^\n]*$/)
  assert.equal(noted('selfsigned', { proxy: away, own }), ['warn it does not run; `make up ENV=prod` serves the certificate'])
  assert.equal(noted('selfsigned', { own, served: served(certificate()) }), [])
  assert.equal(noted(files, { proxy: away }), ['bad neither ./chain.pem nor ./key.pem is there'])
})

steps('without a container the proxy reads the pair where it was made, and is started anew for that', () => {
  assert.is(planned('selfsigned', { proxy: { is: 'native' } }, wish, 'dev'), [
    'make a certificate for localhost, *.localhost, signed by your own authority, in ssl/dev/own  # there is none yet',
    'restart proxy  # it reads the new certificate',
    'compare what localhost:8443 serves with ssl/dev/own/fullchain.pem  # a reload can fail without a word',
  ].join('\n'))
  const here = certificate({ names: ['localhost', '*.localhost'], addresses: ['127.0.0.1', '::1'] })
  assert.is(planned('selfsigned', { proxy: { is: 'native' }, own: pair('ssl/dev/own', here), served: pair('ssl/dev/own', here) }, wish, 'dev'), '')
})

steps('the proxy is asked for a name without a star, where it listens', () => {
  assert.equal(endpointOf(site('{ from: selfsigned, names: ["*.shop.test"] }')), { address: '127.0.0.1', port: 8443, name: 'shop.test' })
})

steps.run()
