import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withTemp } from '../../support/temp.mts'
import { check, host, observe, plain, secure, troubles, using } from './endpoint.mts'
import { makePair, type Pair, type Wish } from './pki.mts'

const authority = await makePair('check authority', { isAuthority: true, days: 3000 })
const leaf = (wish: Wish = {}) => makePair(host, { names: [host, 'localhost'], signer: authority, ...wish })
const good = await leaf()
const pair = ({ pem, key }: Pair) => ({ cert: pem, key })

/** Lets the authority be trusted. */
const trusting = <T,>(act: (ca: string) => Promise<T>): Promise<T> => withTemp(async (folder) => {
  await writeFile(join(folder, 'ca.pem'), authority.pem)
  return act(join(folder, 'ca.pem'))
})
const checkOne = (options: Parameters<typeof secure>[0], name?: string) =>
  trusting((ca) => using(secure(options), (port) => check(port, { ca, ...name === undefined ? {} : { name } })))

const modern = suite('ssl-check: servers of Node')

modern('one of today: what is found agrees with what it is known to do', async () => {
  const rsa = await leaf({ rsa: 2048 })
  const checked = await checkOne({ cert: [good.pem, rsa.pem], key: [good.key, rsa.key] })
  const found = troubles(checked)
  assert.equal(Object.keys(found).sort(), ['aead', 'cbc', 'forward-secrecy', 'groups', 'header-score', 'headers', 'hsts', 'http2', 'redirect', 'revocation', 'robot', 'suites', 'tickets', 'unknown-name'])
  const line = (id: string) => checked.lines.find((each) => each.id === id)
  assert.is(line('tls12')?.evidence, 'offered: TLS 1.2 and TLS 1.3')
  assert.match(line('trust')?.evidence ?? '', /^issued by check authority, trusted by .*ca\.pem$/)
  assert.is(line('key')?.evidence, 'EC, 256 bits; RSA, 2048 bits')
  assert.is(line('post-quantum')?.evidence, 'X25519MLKEM768')
  assert.is(line('ticketbleed')?.evidence, 'a short session stays short')
  assert.is(line('ccs')?.evidence, 'encryption before its time is refused')
})

modern('TLS 1.3 alone: what its handshake hides is seen by a full one', async () => {
  const checked = await checkOne({ ...pair(good), minVersion: 'TLSv1.3' })
  const line = (id: string) => checked.lines.find((each) => each.id === id)
  assert.is(line('tls12')?.evidence, 'offered: TLS 1.3')
  assert.is(line('chain')?.evidence, 'TLS 1.3 only: clients put it in order')
  assert.is(line('names')?.verdict, 'ok')
  assert.is(line('ccs')?.evidence, 'TLS 1.3 only: its handshake has no such step')
  assert.is(line('suites')?.verdict, 'ok')
})

modern('groups that only the versions before TLS 1.3 have are found beside it', async () => {
  const rsa = await leaf({ rsa: 2048 })
  const weak = async (one: Pair, honorCipherOrder: boolean) => {
    const { lines } = await checkOne({ ...pair(one), ecdhCurve: 'X25519:P-256:secp192r1', ciphers: 'DEFAULT@SECLEVEL=0', honorCipherOrder })
    return lines.find(({ id }) => id === 'key-exchange')?.evidence
  }
  assert.is(await weak(rsa, true), 'weak groups: secp192r1')
  assert.is(await weak(good, false), 'weak groups: secp192r1')
  // Behind the curve of its own key, which every client has to bring, a server's order hides a group from all of them.
  assert.is(await weak(good, true), 'x25519, secp256r1')
})

modern.run()

// ---

const old = suite('ssl-check: servers of yesterday')

old('TLS 1.0 with everything that is weak', async () => {
  const { lines, graded } = await checkOne({ ...pair(await leaf({ rsa: 1024 })), minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'ALL:COMPLEMENTOFALL:@SECLEVEL=0', dhparam: 'auto' })
  const verdict = (id: string) => lines.find((line) => line.id === id)?.verdict
  assert.equal(['sslv2', 'sslv3', 'tls10', 'tls11', 'tls12', 'tls13'].map(verdict), ['ok', 'ok', 'fail', 'fail', 'ok', 'fail'])
  assert.equal(['null', 'anonymous', 'cbc', 'forward-secrecy', 'aead', 'beast', 'key'].map(verdict), Array(7).fill('fail'))
  assert.equal([verdict('robot'), verdict('fallback')], ['open', 'ok'])
  assert.is(lines.find(({ id }) => id === 'fallback')?.evidence, 'a fallback to TLS 1.1 is refused')
  assert.is(graded.grade, 'F')
})

old('TLS 1.1 at most', async () => {
  const { lines, graded } = await checkOne({ ...pair(await leaf({ rsa: 2048 })), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
  assert.is(lines.find(({ id }) => id === 'tls12')?.evidence, 'neither is offered')
  assert.is(lines.find(({ id }) => id === 'trust')?.verdict, 'ok')
  assert.is(graded.grade, 'C')
})

old('TLS 1.2 with a key on a curve: the groups in front of it are seen', async () => {
  const groups = async (honorCipherOrder: boolean) => {
    const { lines } = await checkOne({ ...pair(good), maxVersion: 'TLSv1.2', ecdhCurve: 'P-521:P-256:X25519', honorCipherOrder })
    return lines.find(({ id }) => id === 'groups')?.evidence
  }
  assert.is(await groups(false), 'not of its guideline 6.0: secp521r1')
  assert.is(await groups(true), 'not of its guideline 6.0: secp521r1')
})

old.run()

// ---

const certificates = suite('ssl-check: certificates of servers')
const gradeWith = async (wish: Wish, id: string) => {
  const { lines, graded } = await checkOne(pair(await leaf(wish)))
  return `${graded.grade}: ${lines.find((line) => line.id === id)?.evidence}`
}

certificates('expired, not yet valid, with another name', async () => {
  const then = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  assert.is(await gradeWith({ since: 90, days: -1 }, 'dates'), `T: expired on ${then}`)
  assert.match(await gradeWith({ since: -2 }, 'dates'), /^T: only from /)
  assert.is(await gradeWith({ names: ['other.example.test'] }, 'names'), 'M: app.example.test is not among other.example.test')
})

certificates('signed by itself, or by nobody that is known', async () => {
  const alone = await makePair(host, { names: [host] })
  const { lines, graded } = await checkOne(pair(alone))
  assert.equal([graded.grade, lines.find(({ id }) => id === 'trust')?.evidence], ['T', 'signed by itself'])
  const untrusted = await using(secure(pair(good)), (port) => check(port))
  assert.is(untrusted.lines.find(({ id }) => id === 'trust')?.evidence, 'its issuer check authority is neither sent nor trusted here')
})

certificates('without the one between, in the wrong order, and whole', async () => {
  const between = await makePair('between', { isAuthority: true, signer: authority, days: 900 })
  const below = await leaf({ signer: between })
  const chain = (...pems: readonly string[]) => checkOne({ cert: pems.join(''), key: below.key }).then(({ lines }) => ['trust', 'chain'].map((id) => lines.find((line) => line.id === id)?.evidence.replace(/, trusted by .*/, '')))
  assert.equal(await chain(below.pem), ['its issuer between is neither sent nor trusted here', 'one certificate'])
  assert.equal(await chain(below.pem, between.pem), ['issued by between', '2 certificates, in order'])
  assert.equal(await chain(below.pem, authority.pem, between.pem), ['issued by between', 'check authority is sent, and did not issue the one before it'])
})

certificates('for an address', async () => {
  const one = await leaf({ names: ['other.test'], addresses: ['127.0.0.1'] })
  const { lines } = await checkOne(pair(one), '127.0.0.1')
  assert.is(lines.find(({ id }) => id === 'names')?.evidence, '127.0.0.1')
})

certificates.run()

// ---

const rest = suite('ssl-check: around it')

rest('plain HTTP that leads nowhere', () => using(plain(), async (http) => {
  const { lines } = await trusting((ca) => using(secure(pair(good)), (port) => check(port, { ca, http })))
  assert.is(lines.find(({ id }) => id === 'redirect')?.evidence, 'http://app.example.test/ is answered with 200')
}))

rest('is done in less than five seconds, also beside other work', async () => {
  const times: number[] = []
  await using(secure(pair(good)), async (port) => {
    for (let turn = 0; turn < 3 && !times.some((time) => time < 5000); turn++) {
      const began = performance.now()
      await observe(port)
      times.push(performance.now() - began)
    }
  })
  assert.ok(times.some((time) => time < 5000), times.join(', '))
})

rest.run()
