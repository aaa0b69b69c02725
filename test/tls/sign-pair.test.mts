import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { X509Certificate } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFailure } from '../../scripts/shell/failure.mts'
import { authorityFolder, readAuthority } from '../../scripts/shell/tls/authority.mts'
import { readPair } from '../../scripts/shell/tls/read-pair.mts'
import { signPair } from '../../scripts/shell/tls/sign-pair.mts'
import { filesIn } from '../../scripts/tls/places.mts'
import { withTemp } from '../support/temp.mts'

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8)
const year = 365 * 86_400_000

/** A stack folder, and a data folder of a user of its own. */
const withUser = (act: (folder: string, authority: string) => Promise<void>) => () => withTemp(async (folder) => {
  const before = process.env['XDG_DATA_HOME']
  process.env['XDG_DATA_HOME'] = join(folder, 'data')
  const umask = process.umask(0)
  try {
    await act(folder, authorityFolder())
  } finally {
    process.umask(umask)
    if (before === undefined) delete process.env['XDG_DATA_HOME']
    else process.env['XDG_DATA_HOME'] = before
  }
})
const sign = (folder: string, by: 'authority' | 'itself', names = ['shop.test'], now?: number) => signPair({ do: 'sign-pair', folder: 'ssl/dev/own', names, addresses: ['127.0.0.1', '::1'], by }, folder, now)
const pairIn = async (folder: string) => {
  const own = await readAuthority(authorityFolder())
  return readPair(folder, filesIn('ssl/dev/own'), own ? { anchors: [own] } : {})
}
const refusal = (action: Promise<unknown>): Promise<string> => action.then(() => 'not refused', (error: unknown) => isFailure(error) ? `${error.message}; ${error.hint}` : Promise.reject(error as Error))

const signing = suite('making a certificate')

signing('makes the user\'s authority once, and a pair that is right', withUser(async (folder, authority) => {
  const { ok, message } = await sign(folder, 'authority')
  assert.ok(ok)
  assert.match(message, /^valid until \d{4}-\d\d-\d\d$/)
  const pair = await pairIn(folder)
  assert.equal([pair?.key, pair?.isOpen, pair?.certificate?.names, pair?.certificate?.addresses, pair?.certificate?.chain.isAnchored, pair?.certificate?.keyType], ['right', false, ['shop.test'], ['127.0.0.1', '::1'], true, 'ECDSA P-256'])
  assert.is((pair?.certificate?.notAfter ?? 0) - (pair?.certificate?.notBefore ?? 0), 90 * 86_400_000)
  const before = await readFile(join(authority, 'certificate.pem'), 'utf8')
  await sign(folder, 'authority')
  assert.is(await readFile(join(authority, 'certificate.pem'), 'utf8'), before)
  assert.is.not((await pairIn(folder))?.digest, pair?.digest)
}))

signing('leaves no key that others may read, also with umask 000', withUser(async (folder, authority) => {
  await sign(folder, 'authority')
  const own = join(folder, 'ssl/dev/own')
  assert.equal(await Promise.all([authority, join(authority, 'key.pem'), join(folder, 'ssl/dev'), own, join(own, 'privkey.pem')].map(modeOf)), ['700', '600', '700', '700', '600'])
  assert.equal([(await readdir(own)).sort(), await readdir(join(folder, 'ssl/dev')), (await readdir(authority)).sort()], [['fullchain.pem', 'privkey.pem'], ['own'], ['certificate.pem', 'key.pem']])
}))

signing('makes an authority for ten years that may sign servers and no authorities', withUser(async (folder, authority) => {
  await sign(folder, 'authority')
  const own = new X509Certificate(await readFile(join(authority, 'certificate.pem')))
  assert.ok(own.ca)
  assert.match(own.subject, /^CN=gantry authority of \S+@\S+ \d{4}-\d\d-\d\d$/)
  assert.is(own.validToDate.getUTCFullYear() - own.validFromDate.getUTCFullYear(), 10)
}))

signing('makes one authority also when two ask at the same time', withUser(async (folder, authority) => {
  const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => signPair({ do: 'sign-pair', folder: `ssl/${name}/own`, names: ['shop.test'], addresses: [], by: 'authority' }, folder)))
  assert.equal(outcomes.map(({ ok }) => ok), [true, true, true])
  const own = await readAuthority(authority)
  const anchored = await Promise.all(['a', 'b', 'c'].map(async (name) => (await readPair(folder, filesIn(`ssl/${name}/own`), { anchors: own ? [own] : [] }))?.certificate?.chain.isAnchored))
  assert.equal(anchored, [true, true, true])
  assert.equal(await readdir(join(authority, '..')), ['authority'])
}))

signing('makes a placeholder that says what it is, without an authority', withUser(async (folder) => {
  await sign(folder, 'itself')
  const { certificate } = await pairIn(folder) ?? {}
  assert.equal([certificate?.isPlaceholder, certificate?.subject, certificate?.issuer, certificate?.names], [true, 'gantry placeholder', 'gantry placeholder', ['shop.test']])
  assert.equal(await readdir(folder), ['ssl'])
}))

signing('takes names that are longer than a common name may be', withUser(async (folder) => {
  const long = `${'a'.repeat(60)}.shop.test`
  await sign(folder, 'authority', [long])
  assert.equal([(await pairIn(folder))?.certificate?.names, (await pairIn(folder))?.certificate?.subject], [[long], 'a server'])
}))

signing('refuses an authority that is broken, and says what then', withUser(async (folder, authority) => {
  await sign(folder, 'authority')
  await writeFile(join(authority, 'key.pem'), 'nothing')
  assert.match(await refusal(sign(folder, 'authority')), /key\.pem: it is not the key of certificate\.pem beside it; move the folder away: another authority is made, and it has to be trusted anew$/)
  await rm(join(authority, 'certificate.pem'))
  assert.match(await refusal(sign(folder, 'authority')), /certificate\.pem: there is no certificate in it; move/)
  assert.is((await pairIn(folder))?.key, 'right', 'the pair before it stays')
}))

signing('doubts the clock rather than the authority', withUser(async (folder) => {
  const now = Date.now()
  await sign(folder, 'authority')
  assert.match(await refusal(sign(folder, 'authority', ['shop.test'], now - year)), /certificate\.pem begins only on .*, and this machine's clock says .*; set the clock right/)
  assert.match(await refusal(sign(folder, 'authority', ['shop.test'], now + 11 * year)), /certificate\.pem ended on .*; this machine's clock says/)
}))

signing('never outlives its authority', withUser(async (folder) => {
  const now = Date.now()
  await sign(folder, 'authority', ['shop.test'], now - 10 * year + 20 * 86_400_000)
  await sign(folder, 'authority')
  const { notAfter = 0 } = (await pairIn(folder))?.certificate ?? {}
  assert.ok(notAfter < now + 40 * 86_400_000)
  assert.is(notAfter, (await readAuthority(authorityFolder()))?.validToDate.getTime())
}))

signing('cleans up after a try that was killed', withUser(async (folder) => {
  await sign(folder, 'authority')
  await copyFile(join(folder, 'ssl/dev/own/privkey.pem'), join(folder, 'ssl/dev/left'))
  for (const left of ['own.new', 'own.old']) await mkdir(join(folder, 'ssl/dev', left))
  await sign(folder, 'authority')
  assert.equal((await readdir(join(folder, 'ssl/dev'))).sort(), ['left', 'own'])
}))

signing.run()
