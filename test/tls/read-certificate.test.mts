import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeLeaf } from '../../scripts/shell/tls/make-certificate.mts'
import { keyStateOf, parseCertificates, readCertificate } from '../../scripts/shell/tls/read-certificate.mts'
import { readPair } from '../../scripts/shell/tls/read-pair.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { authority, leaf, place } from './made.mts'

const root = await authority()
const own = await leaf('shop.test', root, ['127.0.0.1', '::1'])
const chainOf = (text: string, anchors?: readonly X509Certificate[]) => readCertificate(parseCertificates(text) ?? [], anchors)

const reading = suite('reading a certificate')

reading('finds what it is for, of whom, how long, and its key', async () => {
  const from = Date.UTC(2026, 0, 1)
  const made = await makeLeaf({ subject: 'a.test', names: ['a.test', '*.a.test'], addresses: ['::1', '10.0.0.1'], from, to: from + 90 * 86_400_000 }, root)
  const found = chainOf(made.certificate)
  const { serial, fingerprint, ...rest } = found ?? assert.unreachable() as never
  assert.match(serial, /^[0-9a-f]{32}$/)
  assert.is(fingerprint, new X509Certificate(made.certificate).fingerprint256.replaceAll(':', '').toLowerCase())
  assert.equal(rest, {
    names: ['a.test', '*.a.test'], addresses: ['::1', '10.0.0.1'], subject: 'a.test', issuer: 'Test Authority', keyType: 'ECDSA P-256', ocsp: undefined, isPlaceholder: false,
    notBefore: from, notAfter: from + 90 * 86_400_000, chain: { length: 1, broken: undefined, endsAt: 'Test Authority', isAnchored: undefined, notAfter: undefined },
  })
})

reading('tells a placeholder by its name', async () => {
  assert.is(chainOf((await makeLeaf({ subject: 'gantry placeholder', names: ['a.test'], addresses: [], from: 0, to: 1 })).certificate)?.isPlaceholder, true)
})

reading('sees whether a chain is in order, and whether it ends at somebody known', async () => {
  const [anchor] = parseCertificates(root.certificate) ?? []
  const stranger = new X509Certificate((await authority()).certificate)
  assert.equal([chainOf(own.certificate + root.certificate)?.chain.broken, chainOf(own.certificate + stranger.toString())?.chain.broken], [undefined, 2])
  assert.equal([[anchor], [stranger], []].map((anchors) => chainOf(own.certificate, anchors as X509Certificate[])?.chain.isAnchored), [true, false, false], 'an authority of the same name is not the same')
})

reading('takes the certificates of a text, whatever else is in it', () => {
  assert.is(parseCertificates(`subject=x\n${own.key}${own.certificate}\n# end`)?.length, 1)
  assert.equal([parseCertificates(''), parseCertificates(own.key), parseCertificates(own.certificate.replace(/[A-Z]/g, 'A'))], [undefined, undefined, undefined])
})

reading('tells whose a key is', async () => {
  const certificate = new X509Certificate(own.certificate)
  assert.equal([keyStateOf(own.key, certificate), keyStateOf((await leaf('x.test')).key, certificate), keyStateOf('no key', certificate), keyStateOf(own.certificate, certificate)], ['right', 'wrong', 'no key', 'no key'])
  const locked = await run(['openssl', 'pkey', '-aes128', '-passout', 'pass:x'], { stdin: own.key })
  if (locked.code === 0) assert.is(keyStateOf(locked.stdout, certificate), 'locked')
})

reading.run()

// ---

const files = suite('reading a pair')
const asRoot = when(process.getuid?.() === 0, 'only root can give files away', files)
const states = async (folder: string, what: { readonly certificate: string; readonly key: string }, owner?: number) => {
  const found = await readPair(folder, what, owner === undefined ? {} : { owner })
  return found && [found.trouble, found.key, found.isOpen, found.isHanded]
}

files('says what is there and what is not', () => withTemp(async (folder) => {
  const there = await place(folder, 'own', own)
  assert.equal(await states(folder, there), ['', 'right', false, false])
  assert.is(await readPair(folder, { certificate: 'no/cert', key: 'no/key' }), undefined)
  assert.equal(await states(folder, { ...there, key: 'no/key' }), ['', 'missing', false, false])
  assert.equal(await states(folder, { ...there, certificate: 'no/cert' }), ['is not there', 'right', false, false])
  assert.equal(await states(folder, { ...there, certificate: there.key }), ['has no PEM certificate in it', 'right', false, false])
  await mkdir(join(folder, 'dir'))
  assert.equal(await states(folder, { certificate: 'dir', key: 'dir' }), ['may not be read', 'unreadable', false, false])
}))

files('sees a key that everybody may read, but not one of a group', () => withTemp(async (folder) => {
  const there = await place(folder, 'own', own)
  for (const [mode, isOpen] of [[0o644, true], [0o640, false], [0o604, true]] as const) {
    await chmod(join(folder, there.key), mode)
    assert.is((await states(folder, there))?.[2], isOpen)
  }
}))

files('tells two files apart by their certificates, not by what stands around them', () => withTemp(async (folder) => {
  const there = await place(folder, 'own', own)
  const digest = async () => (await readPair(folder, there))?.digest
  const before = await digest()
  await writeFile(join(folder, there.certificate), `# mine\n${own.certificate}`)
  assert.is(await digest(), before)
  await writeFile(join(folder, there.certificate), own.certificate + root.certificate)
  assert.is.not(await digest(), before)
}))

files('follows the links of an ACME client', () => withTemp(async (folder) => {
  const there = await place(folder, 'archive', own)
  await mkdir(join(folder, 'live'))
  for (const file of ['fullchain.pem', 'privkey.pem']) await symlink(`../archive/${file}`, join(folder, 'live', file))
  assert.equal(await states(folder, { certificate: 'live/fullchain.pem', key: 'live/privkey.pem' }), ['', 'right', false, false])
  await rm(join(folder, there.key))
  assert.is((await states(folder, { certificate: 'live/fullchain.pem', key: 'live/privkey.pem' }))?.[1], 'missing')
}))

asRoot('knows a key that belongs to the proxy\'s user, and hides it from others', () => withTemp(async (folder) => {
  const there = await place(folder, 'own', own)
  await chmod(folder, 0o755)
  await run(['chown', '101:101', join(folder, there.key)])
  assert.equal(await states(folder, there, 101), ['', 'right', false, true])
  const text = `const { readPair } = await import(${JSON.stringify(join(import.meta.dirname, '../../scripts/shell/tls/read-pair.mts'))}); process.setgid(65534); process.setuid(65534); const say = async (by) => (await readPair(${JSON.stringify(folder)}, ${JSON.stringify(there)}, by)).key; console.log(await say({ owner: 101 }), await say({}))`
  assert.is((await run(['node', '--input-type=module', '-e', text])).stdout, 'hidden unreadable\n')
}))

files.run()
