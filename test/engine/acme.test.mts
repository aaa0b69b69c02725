// needs: engine
// limit: 300
import { X509Certificate } from 'node:crypto'
import { cp, readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startAcme } from '../support/acme.mts'
import { problem, startFakeAcme } from '../support/acme-fake.mts'
import { root, run, type Ran } from '../support/run.mts'
import { createStack, docker, until } from './support/stack.mts'

const [http, https] = [19_140, 19_141]
const day = 86_400
const acme = await startAcme({ httpPort: http, profiles: { classic: { description: 'the usual one', validityPeriod: 90 * day }, shortlived: { description: 'six days', validityPeriod: 6 * day } } })
const stack = await createStack('t-acme', { 'public/index.html': '<title>the page</title>' })
await cp(acme.ca, join(stack.folder, 'ca.pem'))

/** The stack with this in `tls:`; certificates come from pebble unless told otherwise. */
const write = (changes: Readonly<Record<string, unknown>> = {}, port = http): Promise<void> => {
  const tls = { from: 'letsencrypt', directory: acme.directory, ca: 'ca.pem', profile: 'classic', names: ['www.example.test'], ...changes }
  return stack.write('stack.yaml', `services: { site: { kind: static-web, root: ./public, route: / } }
environments: { prod: { domain: app.example.test, http: '127.0.0.1:${port}', https: '127.0.0.1:${https}', tls: ${JSON.stringify(tls)} } }
`)
}
/** Brings what runs up to date with the stack file. */
const up = async (): Promise<void> => {
  const { code, stderr } = await stack.gantry('up', '--env', 'prod')
  assert.is(code, 0, stderr)
}
const setup = (...words: string[]): Promise<Ran> => stack.gantry('ssl-setup', '--env', 'prod', ...words)
const live = join(stack.folder, 'ssl/prod/acme/live/t-acme-prod/fullchain.pem')
const ordered = async (): Promise<X509Certificate> => new X509Certificate(await readFile(live))
const record = async (): Promise<readonly { readonly what: string; readonly outcome: string }[]> => JSON.parse(await stack.read('ssl/prod/acme.json')).attempts

/** The certificate that a client gets who trusts nobody but the test's authority. */
const served = async (name = 'app.example.test'): Promise<string> => {
  const ca = await acme.root().catch(() => undefined)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: https, servername: name, ...ca === undefined ? { rejectUnauthorized: false } : { ca } }, () => { resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? ''); socket.end() })
    socket.on('error', reject)
  })
}
/** Asserts that a command failed with these words, and that what was served before still is. */
const failsWith = async (act: () => Promise<Ran>, code: number, ...texts: readonly RegExp[]): Promise<void> => {
  const before = await served()
  const ran = await act()
  assert.is(ran.code, code, ran.stdout + ran.stderr)
  for (const text of texts) assert.ok(text.test(ran.stderr), `no ${text} in ${ran.stderr}`)
  assert.is(await served(), before)
}

const order = suite('certificates from an ACME server')

order.after(async () => {
  await stack.remove()
  await acme.stop()
})

order('the proxy starts before there is a certificate', async () => {
  await write({ staging: acme.directory })
  await up()
  assert.match(await served().catch(String), /self.signed|unable to|SELF_SIGNED/i)
})

order('setting up rehearses, orders, and serves what came, without a restart, and whatever the umask nobody else can read a key', async () => {
  const before = await stack.runs('prod')
  const { code, stderr, stdout } = await run(['sh', '-c', 'umask 000; exec node "$0" --env prod', join(root, 'scripts/ssl-setup.mts')], { cwd: stack.folder, env: { GANTRY_IMAGES: join(root, 'test/engine/images.yaml'), NO_COLOR: '1' }, timeout: 60_000 })
  assert.is(code, 0, stderr)
  assert.match(stdout, /app\.example\.test, www\.example\.test/)
  const certificate = await ordered()
  assert.equal([await served(), await served('www.example.test'), certificate.subjectAltName], [certificate.fingerprint256, certificate.fingerprint256, 'DNS:app.example.test, DNS:www.example.test'])
  assert.is(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
  assert.equal((await record()).map(({ what, outcome }) => `${what} ${outcome}`), ['staging issued', 'certificate issued'])
  assert.equal(await stack.runs('prod'), before)
  const open = (await readdir(join(stack.folder, 'ssl'), { recursive: true })).filter((path) => /privkey\d*\.pem$|private_key\.json$|acme\.json$/.test(path))
  assert.ok(open.length >= 4)
  for (const path of open) assert.is((await stat(join(stack.folder, 'ssl', path))).mode & 0o077, 0, path)
  assert.is((await stat(join(stack.folder, 'ssl/prod'))).mode & 0o777, 0o700)
})

order('setting up again changes nothing, and status tells the truth', async () => {
  const before = [await served(), await stack.read('ssl/prod/acme.json'), await readlink(live)]
  const again = await setup()
  assert.equal([again.code, again.stdout.split('\n')[0]], [0, 'Nothing to do.'], again.stderr)
  assert.equal([await served(), await stack.read('ssl/prod/acme.json'), await readlink(live)], before)
  const { result } = JSON.parse((await setup('--status', '--json')).stdout)
  assert.equal([result.served, result.certificate.names, result.certificate.daysLeft, result.certificate.fingerprint], [true, ['app.example.test', 'www.example.test'], 89, before[0]?.replaceAll(':', '').toLowerCase()])
})

order('renewing asks the authority, which may want it early', async () => {
  const before = await served()
  // Within a minute of the order nobody is asked again.
  await age()
  const early = await setup('--renew')
  assert.equal([early.code, early.stdout, (await record()).at(-1)?.outcome], [0, '', 'kept'], early.stderr)
  await acme.suggest(await readFile(live, 'utf8'), new Date(Date.now() - 2 * day * 1000), new Date(Date.now() - day * 1000))
  await age()
  await forgetAsking()
  const { code, stderr } = await setup('--renew')
  assert.is(code, 0, stderr)
  assert.is.not(await served(), before)
  assert.is(await served(), (await ordered()).fingerprint256)
})

/** Lets the orders so far be older than they are. */
const age = async (): Promise<void> => {
  const text = await stack.read('ssl/prod/acme.json')
  await stack.write('ssl/prod/acme.json', text.replace(/"when": "([^"]+)"/g, (_, when: string) => `"when": "${new Date(Date.parse(when) - 7_200_000).toISOString()}"`))
}

/** Certbot asks for renewal information every six hours. */
const forgetAsking = async (): Promise<void> => {
  const file = 'ssl/prod/acme/renewal/t-acme-prod.conf'
  await stack.write(file, (await stack.read(file)).replace(/ari_retry_after = .*/, 'ari_retry_after = 2020-01-01T00:00:00'))
}

order('names that have gone are gone from the next certificate', async () => {
  await write({ names: [] })
  const { code, stderr } = await setup()
  assert.is(code, 0, stderr)
  assert.is((await ordered()).subjectAltName, 'DNS:app.example.test')
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('a name that leads elsewhere, or nowhere', async () => {
  await acme.lead('away.example.test', '127.0.0.9')
  await acme.forget('gone.example.test')
  await write({ names: ['away.example.test', 'gone.example.test'] })
  await up()
  await failsWith(() => setup(), 1, /port 80 is closed where away\.example\.test leads/, /gone\.example\.test has no address in the DNS/, /A and AAAA records/)
})

order('an authority that rejects the name', async () => {
  await write({ names: ['blocked.example.test'] })
  await up()
  await failsWith(() => setup(), 1, /rejects the order: .*blocked\.example\.test/)
})

order('an authority that is down, another than the one expected, or none', async () => {
  await write({ names: [], directory: 'https://localhost:9/dir' })
  await failsWith(() => setup(), 1, /https:\/\/localhost:9\/dir cannot be reached: connection refused/)
  await writeFile(join(stack.folder, 'other.pem'), await acme.root())
  await write({ names: [], ca: 'other.pem' })
  await failsWith(() => setup('--force'), 1, /has no certificate that is trusted here: unable to get local issuer certificate/, /tls: \{ ca: FILE \}/)
  await write({ names: [], ca: 'missing.pem' })
  await failsWith(() => setup('--force'), 1, /missing\.pem is not there/)
})

order('an authority that has had enough is not asked again before its time, unless by force', async () => {
  const fake = await startFakeAcme({ order: problem(429, 'rateLimited', 'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2090-01-02 03:04:05 UTC', { 'retry-after': '3600' }) })
  try {
    await write({ names: [], directory: fake.directory })
    await failsWith(() => setup(), 1, /takes no more orders before 2090-01-02 03:05 UTC: too many certificates \(5\)/)
    const asked = fake.asked().length
    await failsWith(() => setup(), 3, /it is not asked again for \d+ d/, /--force/)
    assert.is(fake.asked().length, asked)
    await failsWith(() => setup('--force'), 1, /takes no more orders before/)
    assert.ok(fake.asked().length > asked)
  } finally {
    await fake.stop()
  }
})

order('a proxy that does not give out answers is found before anybody is asked', async () => {
  await write({ names: [] }, http + 2)
  const before = await record()
  await failsWith(() => setup('--force'), 1, /the proxy does not listen at 127\.0\.0\.1:19142/)
  assert.equal(await record(), before)
})

order('a disk without room', async () => {
  await write({ names: [] })
  const before = (await record()).length
  // Only this command sees the small disk.
  const small = () => run(['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs ssl/prod/acme && exec node "$0" --env prod', join(root, 'scripts/ssl-setup.mts')], { cwd: stack.folder, env: { GANTRY_IMAGES: join(root, 'test/engine/images.yaml') } })
  await failsWith(small, 1, /the disk is full/)
  assert.is((await record()).length, before)
})

order('half a certificate is put aside, and another is ordered under its own name', async () => {
  await write({ names: [] })
  await age()
  await stack.write('ssl/prod/acme/renewal/t-acme-prod.conf', '')
  const { code, stderr } = await setup('--force')
  assert.is(code, 0, stderr)
  assert.match(stderr, /left half a certificate; it now stands in ssl\/prod\/acme\/broken\//)
  assert.equal((await readdir(join(stack.folder, 'ssl/prod/acme/live'))).sort(), ['README', 't-acme-prod'])
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('of two at once one orders, and the other says who is at it', async () => {
  await age()
  const both = await Promise.all([setup('--force'), setup('--force')])
  assert.equal(both.map(({ code }) => code).sort(), [0, 75], both.map(({ stderr }) => stderr).join('\n'))
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('killed between the order and the reload: the next run serves what came', async () => {
  await age()
  const before = await readlink(live)
  const killed = stack.begin('ssl-setup', '--env', 'prod', '--force')
  await until(30, () => readlink(live), (target) => target !== before)
  killed.kill('SIGKILL')
  await killed.ended
  const next = await setup()
  assert.is(next.code, 0, next.stderr)
  assert.is(await served(), (await ordered()).fingerprint256)
  assert.is((await setup()).stdout.split('\n')[0], 'Nothing to do.')
})

order('killed while an authority is silent: its client ends too, and nobody is in the way of the next run', async () => {
  const fake = await startFakeAcme({ order: 'silent' })
  const clients = (): Promise<string> => docker('ps', '--quiet', '--filter', 'ancestor=localhost/gantry/certbot:5.5')
  try {
    await write({ names: [], directory: fake.directory, profile: undefined })
    const killed = stack.begin('ssl-setup', '--env', 'prod')
    await until(30, async () => fake.asked(), (asked) => asked.includes('/order'))
    killed.kill('SIGKILL')
    await killed.ended
    await until(15, clients, (ids) => ids === '')
    assert.is((await record()).at(-1)?.outcome, 'begun')
  } finally {
    await fake.stop()
  }
  await write({ names: [] })
  const { code, stdout, stderr } = await setup()
  assert.equal([code, stdout.split('\n')[0]], [0, 'Nothing to do.'], stderr)
})

order('another profile is another certificate: here one of six days', async () => {
  await write({ names: [], profile: 'shortlived' })
  const { code, stderr } = await setup()
  assert.is(code, 0, stderr)
  const { result } = JSON.parse((await setup('--status', '--json')).stdout)
  assert.equal([result.served, result.certificate.days], [true, 6])
})

order.run()
