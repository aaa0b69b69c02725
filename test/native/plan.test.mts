import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ground } from '../../scripts/kinds/ground.mts'
import { explain } from '../../scripts/plan/explain.mts'
import { portWishes } from '../../scripts/plan/native-ports.mts'
import { nativePairSteps, nativeTlsNote } from '../../scripts/plan/native-tls.mts'
import type { Environment, Tls } from '../../scripts/stack/environment.mts'
import { nativeServer } from '../../scripts/targets/native-server.mts'
import type { PairsSeen } from '../../scripts/tls/seen.mts'
import { environment, workload } from '../targets/workload.mts'
import { templates } from '../targets/templates.mts'

const native = { on: '', command: [], workdir: '.', path: [], variables: {}, prepare: [], serves: 'serve' } as const
const proxy = workload({ name: 'proxy', isEntry: true, native })
const ground: Ground = { services: new Set(['proxy']), ports: { proxy: { http: 8080, https: 8443, status: 8081 } }, folder: '/shop', state: '.gantry/dev/native', programs: () => [], unprivileged: undefined }
const tls: Tls = { from: 'selfsigned', names: ['shop.test'], addresses: ['127.0.0.1'], security: 'intermediate', redirect: false, rejects: false }
const stack = (changes: Partial<Environment> = {}) => environment({ name: 'dev', workloads: [proxy], ground, tls, https: { address: '127.0.0.1', port: 8443 }, ...changes })
const { tls: _tls, https: _https, ...plain } = stack()
const nothing: PairsSeen = { now: 0, own: undefined, served: undefined, live: undefined, given: undefined, isPrivate: true }

const planned = suite('TLS without an engine, as it is planned')

planned('the way in has its two ports or none at all', () => {
  const wishes = (one: Environment) => portWishes(one).map(({ name, number, isFixed }) => `${name} ${number} ${isFixed ? 'fixed' : 'any'}`)
  assert.equal(wishes(stack()), ['http 8080 fixed', 'https 8443 fixed', 'status 0 any'])
  assert.equal(wishes(plain), ['http 8080 fixed', 'status 0 any'])
})

planned('a pair is made by the user\'s own authority, also where an ACME server was to be asked; not where files are given', () => {
  const made = 'make a certificate for shop.test, signed by your own authority, in ssl/dev/own  # there is none yet'
  const files = { certificate: 'a', key: 'b' }
  const plans = [tls, { ...tls, from: 'letsencrypt' }, { ...tls, from: 'files', files }] satisfies readonly Tls[]
  assert.equal(plans.map((one) => explain(nativePairSteps({ name: 'dev', tls: one }, nothing))), [made, made, ''])
  assert.is(explain(nativePairSteps({ name: 'dev', tls }, { ...nothing, isPrivate: false })), `create folder ssl/dev with mode 0700  # nobody else on this machine may read keys\n${made}`)
  assert.equal(nativePairSteps(plain, undefined), [])
})

planned('a person is told when the certificate is not the one that was asked for', () => {
  assert.equal((['selfsigned', 'files', 'letsencrypt'] as const).map((from) => nativeTlsNote({ tls: { ...tls, from } }) !== undefined), [false, false, true])
  assert.is(nativeTlsNote({}), undefined)
})

planned('the server reads the pair where it is made, or where the user has it', () => {
  const pairOf = (changes: Partial<Environment>) => {
    const config = JSON.parse(nativeServer(proxy, { environment: stack(changes), ground, templates, isRoot: false })) as { readonly tls?: Record<string, unknown> }
    return [config.tls?.['listen'], config.tls?.['certificate'], config.tls?.['key']]
  }
  assert.equal(pairOf({}), [{ address: '127.0.0.1', port: 8443 }, '/shop/ssl/dev/own/fullchain.pem', '/shop/ssl/dev/own/privkey.pem'])
  assert.equal(pairOf({ https: { address: '', port: 443 }, tls: { ...tls, from: 'files', files: { certificate: './tls/chain.pem', key: '/etc/keys/key.pem' } } }), [{ address: '', port: 443 }, '/shop/tls/chain.pem', '/etc/keys/key.pem'])
})

planned.run()
