// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fakeDocker } from '../support/docker.mts'
import { root, run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'
import { authority, leaf, place } from './made.mts'

const stack = `name: shop
services:
  site: { kind: static-web, root: ./public, route: / }
environments:
  dev: { http: 127.0.0.1:8080, https: 127.0.0.1:8443, tls: selfsigned }
  own: { http: 127.0.0.1:8081, https: 127.0.0.1:8444, domain: shop.test, tls: { from: files, certificate: mine/fullchain.pem, key: mine/privkey.pem } }
  acme: { http: 127.0.0.1:8082, https: 127.0.0.1:8445, domain: shop.test, tls: letsencrypt }
  plain: { http: 127.0.0.1:8083 }
`

/** A stack beside an engine in which nothing runs, and a user without an authority. */
const inStack = (act: (setup: (env: string, ...words: string[]) => ReturnType<typeof run>, folder: string) => Promise<void>) => () => withTemp(async (folder) => {
  const docker = await fakeDocker(folder)
  await mkdir(join(folder, 'public'))
  await writeFile(join(folder, 'stack.yaml'), stack)
  await act((env, ...words) => run(['node', join(root, 'scripts/ssl-setup.mts'), '--env', env, ...words], { cwd: folder, env: { PATH: docker.path, XDG_DATA_HOME: join(folder, 'data') } }), folder)
})

const setup = suite('ssl-setup')

setup('makes a certificate the first time and nothing the second', inStack(async (ssl, folder) => {
  const first = await ssl('dev')
  assert.is(first.code, 0, first.stderr)
  assert.match(first.stdout, /^make a certificate for localhost, \*\.localhost, signed by your own authority, in ssl\/dev\/own: valid until [\d-]+\n\nnames /)
  assert.match(first.stdout, /\n {2}this system  .*\n[^]*\n {2}Node {9}export NODE_EXTRA_CA_CERTS="\$CA"\n/)
  const before = await readFile(join(folder, 'ssl/dev/own/fullchain.pem'), 'utf8')
  const second = await ssl('dev')
  assert.match(second.stdout, /^Nothing to do\.\n/)
  assert.is(await readFile(join(folder, 'ssl/dev/own/fullchain.pem'), 'utf8'), before)
}))

setup('--renew from cron is silent while nothing is due', inStack(async (ssl) => {
  await ssl('dev')
  const { code, stdout, stderr } = await ssl('dev', '--renew')
  assert.equal([code, stdout, stderr], [0, '', ''])
}))

setup('--force makes another, once', inStack(async (ssl, folder) => {
  await ssl('dev')
  const before = await readFile(join(folder, 'ssl/dev/own/fullchain.pem'), 'utf8')
  const { code, stdout } = await ssl('dev', '--force', '--json')
  assert.equal([code, JSON.parse(stdout).result.done.length], [0, 1])
  assert.is.not(await readFile(join(folder, 'ssl/dev/own/fullchain.pem'), 'utf8'), before)
}))

setup('--status changes nothing and answers programs', inStack(async (ssl, folder) => {
  assert.is((await ssl('dev', '--status')).stdout, 'proxy: it does not run; `make up` serves the certificate\n')
  assert.is((await readdir(folder)).includes('ssl'), false)
  await ssl('dev')
  const { code, stdout } = await ssl('dev', '--status', '--json')
  const { result } = JSON.parse(stdout) as { readonly result: { readonly certificate: { readonly names: readonly string[]; readonly daysLeft: number }; readonly served: unknown } }
  assert.equal([code, result.certificate.names, result.certificate.daysLeft, result.served], [0, ['localhost', '*.localhost'], 89, null])
  assert.equal((await readdir(join(folder, 'ssl/dev'))).sort(), ['own'])
}))

setup('at the same time as another is busy, and leaves that one alone', inStack(async (ssl) => {
  const both = await Promise.all([ssl('dev', '--force'), ssl('dev', '--force')])
  assert.ok(both.some(({ code }) => code === 0))
  for (const { code, stderr } of both) assert.ok(code === 0 || code === 75 && /lock is held/.test(stderr), stderr)
}))

setup('says what is missing in the stack file, and what makes no sense together', inStack(async (ssl) => {
  const said = async (...words: readonly [string, ...string[]]) => { const { code, stderr } = await ssl(...words); return [code, ...stderr.trimEnd().split('\n').map((line) => line.trim())] }
  assert.equal(await said('plain'), [2, 'plain has no `tls:` in stack.yaml', 'add to environments.plain: `tls: letsencrypt` and its `domain:`, or `tls: selfsigned`'])
  assert.equal(await said('dev', '--status', '--force'), [2, '--status only looks, and --force changes something', 'leave one of the two out'])
  assert.equal(await said('own', '--trust'), [2, '--trust is about your own authority, and the certificate of own comes from files of yours', 'leave it out'])
}))

setup('orders nothing while the proxy does not run', inStack(async (ssl, folder) => {
  const { code, stdout } = await ssl('acme')
  assert.is(code, 1)
  assert.match(stdout, 'order: a certificate is to be ordered, and the ACME server will ask the proxy, which does not run; `make up ENV=acme` first')
  assert.is((await readdir(folder)).includes('ssl'), false)
}))

setup('refuses files that are no pair, and takes them when they are', inStack(async (ssl, folder) => {
  const said = async () => { const { code, stderr } = await ssl('own'); return [code, ...stderr.trimEnd().split('\n').map((line) => line.trim())] }
  assert.equal(await said(), [2, 'neither mine/fullchain.pem nor mine/privkey.pem is there', 'put them there, or change `tls:` in stack.yaml'])
  const [good, other] = [await leaf('shop.test', await authority()), await leaf('other.test')]
  await place(folder, 'mine', { certificate: good.certificate, key: other.key })
  assert.equal(await said(), [2, 'mine/privkey.pem is not the key of mine/fullchain.pem', 'give the two files that were made together'])
  await place(folder, 'mine', other)
  assert.is((await said())[1], 'mine/fullchain.pem is for other.test, not for shop.test')
  await place(folder, 'mine', good)
  const { code, stdout } = await ssl('own')
  assert.is(code, 0)
  assert.match(stdout, 'proxy: it does not run; `make up ENV=own` serves the certificate')
}))

setup.run()
