import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import { pairNote, pairSteps } from '../../scripts/tls/pair-steps.mts'
import type { PairsSeen } from '../../scripts/tls/seen.mts'
import { certificate, day, now, pair, pairs, placeholder, served, site } from './world.mts'

const bringing = suite('what a proxy needs before it starts')

/** Steps before containers are made, between that and their start, and when they are ready. */
const parts = (tls: string, seen: Partial<PairsSeen>, isRunning = false) => {
  const { before, between, afterwards } = pairSteps(site(tls), pairs(seen), isRunning)
  return { before: explain(before), between: explain(between), afterwards: explain(afterwards) }
}
const nothing = { before: '', between: '', afterwards: '' }
const files = '{ from: files, certificate: ./chain.pem, key: ./key.pem }'
const mine = (own = certificate()) => pair('ssl/prod/own', own)

bringing('selfsigned: a certificate of the own authority, handed to the proxy\'s user when its image is there', () => {
  assert.equal(parts('selfsigned', { isPrivate: false }), {
    before: 'create folder ssl/prod with mode 0700  # nobody else on this machine may read keys\nmake a certificate for shop.test, signed by your own authority, in ssl/prod/own  # there is none yet',
    between: 'serve ssl/prod/own/fullchain.pem  # the proxy does not start without', afterwards: '',
  })
  const [step] = pairSteps(site('selfsigned'), pairs(), false).between
  assert.equal(step?.after, ['sign', 'create'])
  assert.equal(step?.do === 'serve-pair' && [step.to, step.hand?.slice(0, 5), step.hand?.slice(-6), step.test], [
    'ssl/prod/served', ['docker', 'run', '--rm', '--pull', 'never'], ['./ssl/prod/served/new:/pair', '--entrypoint', 'chown', 'nginx:1.30-alpine', '101:101', '/pair/privkey.pem'], undefined])
})

bringing('selfsigned: nothing while the one that is served will do', () => {
  assert.equal(parts('selfsigned', { own: mine(), served: served(certificate()) }), nothing)
  assert.equal(parts('selfsigned', { own: mine(), served: served(certificate()) }, true), nothing)
})

bringing('selfsigned: anew when it is due, for other names, without its key, or its authority is gone; a running proxy gets it at the end and reloads', () => {
  const old = certificate({ notBefore: now - 61 * day, notAfter: now + 29 * day })
  assert.equal(parts('selfsigned', { own: mine(old), served: served(old) }, true), {
    before: 'make a certificate for shop.test, signed by your own authority, in ssl/prod/own  # two thirds of the life of the one that is there are over', between: '',
    afterwards: [
      'serve ssl/prod/own/fullchain.pem  # it takes the place of the one that is served',
      'docker container exec shop-prod-proxy-1 nginx -c /etc/nginx/gantry/nginx.conf -s reload  # it reads the new certificate',
    ].join('\n'),
  })
  const why = (own: ReturnType<typeof mine>) => /# (.*)/.exec(parts('selfsigned', { own, served: served(certificate()) }).before)?.[1]
  assert.is(why(mine(certificate({ names: ['old.test'] }))), 'the one that is there is not for shop.test')
  assert.is(why({ ...mine(), key: 'missing' }), 'its key is not there')
  assert.is(why(mine(certificate({ chain: { isAnchored: false } }))), 'the authority that signed the one that is there is gone')
  assert.is(why(mine(certificate({ notBefore: now + 300 * day, notAfter: now + 390 * day }))), 'the one that is there is not valid now')
  assert.is(why(mine(placeholder())), 'there is only a placeholder')
})

bringing('letsencrypt: a placeholder until there is a real one', () => {
  assert.equal(parts('letsencrypt', {}), {
    before: 'make a certificate for shop.test, signed by itself, in ssl/prod/own  # the proxy does not start without one, and the real one was not ordered yet',
    between: 'serve ssl/prod/own/fullchain.pem  # the proxy does not start without', afterwards: '',
  })
  assert.equal(parts('letsencrypt', { own: mine(placeholder()), served: served(placeholder()) }), nothing)
  assert.is(parts('letsencrypt', { own: mine(placeholder()), served: served(placeholder()), live: pair('ssl/prod/acme/live/shop-prod', certificate()) }).between, 'serve ssl/prod/acme/live/shop-prod/fullchain.pem  # it takes the place of the one that is served')
})

bringing('letsencrypt: what is served stays when the client\'s own files are gone or broken', () => {
  assert.equal(parts('letsencrypt', { served: served(certificate()) }), nothing)
  assert.equal(parts('letsencrypt', { served: served(certificate()), live: pair('live', certificate(), { key: 'missing' }) }), nothing)
})

bringing('files: the user\'s own pair when it is right, else what is served, else a placeholder that says why', () => {
  const own = pair('mine', certificate())
  assert.is(parts(files, { given: own }).between, 'serve mine/fullchain.pem  # the proxy does not start without')
  const wrong = { ...own, key: 'wrong' as const }
  assert.is(parts(files, { given: wrong }).before, 'make a certificate for shop.test, signed by itself, in ssl/prod/own  # the proxy does not start without one, and mine/privkey.pem is not the key of mine/fullchain.pem')
  assert.equal(parts(files, { given: wrong, served: served(certificate({ fingerprint: 'c'.repeat(64) })) }), nothing)
})

bringing('a key that was not handed to the proxy\'s user is, also when its certificate is served already', () => {
  assert.is(parts('selfsigned', { own: mine(), served: { ...served(certificate()), isHanded: false } }).between, 'serve ssl/prod/own/fullchain.pem  # it takes the place of the one that is served')
})

bringing('a longer chain of the same certificate is served too', () => {
  assert.is(parts(files, { given: pair('mine', certificate(), { digest: 'longer' }), served: served(certificate()) }).between, 'serve mine/fullchain.pem  # it takes the place of the one that is served')
})

bringing('nothing is asked of a stack without TLS, or without a proxy', () => {
  assert.equal(pairSteps({ ...site('selfsigned'), workloads: [] }, pairs(), false), { before: [], between: [], afterwards: [] })
  assert.equal(pairSteps(site('selfsigned'), undefined, false), { before: [], between: [], afterwards: [] })
})

bringing('a person is told what nobody trusts yet, and nothing of what is well', () => {
  const note = (tls: string, seen: Partial<PairsSeen>) => pairNote(site(tls), pairs(seen))
  assert.is(note('selfsigned', {}), 'Its certificate is signed by an authority of your own: `make ssl-setup ENV=prod` says how to trust it.')
  assert.is(note('selfsigned', { own: mine() }), undefined)
  for (const seen of [{}, { own: mine(placeholder()), served: served(placeholder()) }])
    assert.is(note('letsencrypt', seen), 'Only a placeholder is served over TLS, which no client trusts, for the real one was not ordered yet: `make ssl-setup ENV=prod`.')
  assert.is(note(files, {}), 'Only a placeholder is served over TLS, which no client trusts, for neither ./chain.pem nor ./key.pem is there: `make ssl-setup ENV=prod`.')
  assert.is(note('letsencrypt', { live: pair('live', certificate()), served: served(placeholder()) }), undefined)
})

bringing.run()
