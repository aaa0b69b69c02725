// needs: engine
// limit: 240
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { root, run } from '../support/run.mts'
import { day, stageAcme } from './support/acme-stage.mts'

const stage = await stageAcme('t-acme', 19_140)
const { acme, stack, live, write, up, setup, ordered, record, served, age, forgetAsking } = stage

const order = suite('certificates from an ACME server')

order.after(hook(stage.remove))

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

order('names that have gone are gone from the next certificate', async () => {
  await write({ names: [] })
  const { code, stderr } = await setup()
  assert.is(code, 0, stderr)
  assert.is((await ordered()).subjectAltName, 'DNS:app.example.test')
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('another profile is another certificate: here one of six days', async () => {
  await write({ names: [], profile: 'shortlived' })
  const { code, stderr } = await setup()
  assert.is(code, 0, stderr)
  const { result } = JSON.parse((await setup('--status', '--json')).stdout)
  assert.equal([result.served, result.certificate.days], [true, 6])
})

order.run()
