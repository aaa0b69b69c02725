import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gateOf } from '../../../scripts/serve/gate.mts'
import { tlsSettings } from './stage.mts'

const gate = suite('who is let in where TLS is spoken')
const stopped = (changes: Parameters<typeof tlsSettings>[0], target: string, host: string | undefined, isSecure = false) => {
  const decision = gateOf({ ...tlsSettings({ names: ['shop.test', '*.shop.test'], addresses: ['127.0.0.1', '::1'], ...changes }), listen: { address: '', port: 8443 }, certificate: '', key: '' })({ target, host, isSecure })
  return decision?.do === 'redirect' ? decision.to : decision?.status
}

gate('plain HTTP is left alone, or leads to the same address over TLS', () => {
  assert.is(stopped({ redirect: false }, '/a', 'anybody'), undefined)
  assert.equal(['/a%2Fb?c=%26', '//a', 'http://SHOP.test:80/x', 'http://shop.test', '?a'].map((target) => stopped({ redirect: true }, target, 'Shop.test.:80')), ['/a%2Fb?c=%26', '//a', '/x', '/', '/?a'].map((path) => `https://shop.test:8443${path}`))
  assert.equal(['127.0.0.1:80', '[::1]:80', 'a.shop.test'].map((host) => stopped({ redirect: true }, '/', host)), ['https://127.0.0.1:8443/', 'https://[::1]:8443/', 'https://a.shop.test:8443/'])
})

gate('what an ACME server asks is led nowhere, however it is spelled', () => {
  assert.equal(['/.well-known/acme-challenge/x', '/x/../.well-known//acme-challenge/x', '/.well-known/acme-challenge'].map((target) => stopped({ redirect: true }, target, 'shop.test')), [404, 404, 'https://shop.test:8443/.well-known/acme-challenge'])
})

gate('who asks for none of our names is told so', () => {
  assert.equal(['shop.test', 'a.shop.test', 'a.b.shop.test', 'evil.test', '', undefined].map((host) => stopped({}, '/', host, true)), [undefined, undefined, 421, 421, 421, 421])
  assert.is(stopped({ redirect: true }, '/', 'evil.test'), 421)
})

gate('what makes no sense goes on to be refused', () => assert.is(stopped({ redirect: true }, '/..', 'shop.test'), undefined))

gate.run()
