import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Means } from '../../scripts/shell/performers.mts'
import { checkReach } from '../../scripts/shell/tls/acme-reach.mts'
import { orderCertificate } from '../../scripts/shell/tls/order-certificate.mts'
import type { OrderCertificate } from '../../scripts/tls/acme-order.mts'
import { withTemp } from '../support/temp.mts'

/** A proxy that gives out what is in the webroot, to those who ask for one of its names. */
const startProxy = async (folder: string, names: readonly string[]) => {
  const server = createServer((request, response) => {
    void readFile(join(folder, 'ssl/prod/webroot', request.url ?? '')).then((text) => names.includes(request.headers.host ?? '') ? response.end(text) : response.writeHead(421).end(), () => response.writeHead(404).end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, stop: async () => { server.close(); await once(server, 'close') } }
}

type Place = {
  readonly folder: string
  readonly lines: readonly string[]
  /** Orders with a client that is this shell script. */
  readonly order: (script: string, changes?: Partial<OrderCertificate>, signal?: AbortSignal) => ReturnType<typeof orderCertificate>
  readonly reach: (changes: Partial<OrderCertificate>, state: 'somewhere' | 'nowhere' | 'unknown') => ReturnType<typeof checkReach>
  readonly record: () => Promise<readonly Readonly<Record<string, unknown>>[]>
}

const withPlace = (act: (place: Place) => Promise<void>): Promise<void> => withTemp(async (folder) => {
  const proxy = await startProxy(folder, ['shop.example.test'])
  const lines: string[] = []
  const means = (signal: AbortSignal): Means => ({ folder, progress: { say: (line) => lines.push(line), begin: () => () => {}, show: () => {}, clear: () => {} }, signal, verbose: false, canAsk: false, unlock: async () => {} })
  const usual: OrderCertificate = {
    do: 'order-certificate', argv: [], what: 'certificate', directory: 'https://ca.example.test/dir', names: ['shop.example.test'], record: 'ssl/prod/acme.json', folder: 'ssl/prod/acme', lineage: 'shop-prod',
    webroot: 'ssl/prod/webroot', http: { address: '127.0.0.1', port: proxy.port }, isPublic: false, patience: 10_000,
  }
  await mkdir(join(folder, 'ssl/prod/acme'), { recursive: true })
  try {
    await act({
      folder, lines, order: (script, changes = {}, signal = new AbortController().signal) => orderCertificate({ ...usual, argv: ['sh', '-c', script], ...changes }, means(signal)),
      reach: (changes, state) => checkReach({ ...usual, ...changes }, folder, (line) => lines.push(line), async () => state),
      record: async () => JSON.parse(await readFile(join(folder, 'ssl/prod/acme.json'), 'utf8').catch(() => '{"attempts":[]}')).attempts,
    })
  } finally {
    await proxy.stop()
  }
})

const order = suite('an order for a certificate')

order('is written down before anybody is asked, and then with what became of it', () => withPlace(async ({ order, record, folder }) => {
  const { ok, message, data } = await order('grep -q begun ssl/prod/acme.json && echo Successfully received certificate.')
  assert.equal([ok, message, data], [true, '', { outcome: 'issued', names: ['shop.example.test'] }])
  const [{ when, ...rest } = {}, ...more] = await record()
  assert.equal([rest, more], [{ what: 'certificate', directory: 'https://ca.example.test/dir', names: ['shop.example.test'], outcome: 'issued' }, []])
  assert.is((await stat(join(folder, 'ssl/prod/acme.json'))).mode & 0o777, 0o600)
}))

order('that was not needed says so', () => withPlace(async ({ order, record }) => {
  assert.equal((await order('echo Certificate not yet due for renewal')).message, 'it is early enough, says the authority')
  assert.is((await record())[0]?.['outcome'], 'kept')
}))

order('that fails says why, and remembers when to come back; the log of another run counts for nothing', () => withPlace(async ({ order, record, folder }) => {
  const log = `2026-11-22 05:56:03,882:DEBUG:acme.client:Received response:\nHTTP 429\ncache-control: no-store\n\n{"type":"urn:ietf:params:acme:error:rateLimited","detail":"too many, retry after 2090-01-02 03:04:05 UTC"}\n`
  await mkdir(join(folder, 'ssl/prod/acme/logs'))
  await writeFile(join(folder, 'log'), log)
  const fails = await order('cp log ssl/prod/acme/logs/letsencrypt.log; echo sorry >&2; exit 1')
  assert.equal([fails.ok, fails.exit, fails.message], [false, 1, 'ca.example.test takes no more orders before 2090-01-02 03:05 UTC: too many'])
  assert.equal([(await record())[0]?.['outcome'], (await record())[0]?.['retryAfter']], ['rate-limited', '2090-01-02T03:04:05.000Z'])
  const other = await order('touch -d "1 hour ago" ssl/prod/acme/logs/letsencrypt.log; echo sorry >&2; exit 1')
  assert.is(other.message, 'certbot ended with 1: sorry')
}))

order('ends after its time, with the client', () => withPlace(async ({ order }) => {
  const began = performance.now()
  const { message, hint } = await order('sleep 30', { patience: 300 })
  assert.equal([message, hint], ['ca.example.test was too slow: the order was given up', 'what is served stays as it is; try again later'])
  assert.ok(performance.now() - began < 5000)
}))

order('that a person interrupts is no failure of the authority', () => withPlace(async ({ order, record }) => {
  const controller = new AbortController()
  controller.abort()
  assert.is((await order('exit 143', {}, controller.signal)).message, 'the order was interrupted')
  assert.is((await record())[0]?.['outcome'], 'interrupted')
}))

order('beside another one says that somebody is at it', () => withPlace(async ({ order }) => {
  const { exit, message } = await order('echo Another instance of Certbot is already running. >&2; exit 1')
  assert.equal([exit, message], [75, 'another order is under way'])
}))

order('of a rehearsal says that it was one', () => withPlace(async ({ order }) => assert.is((await order('echo no >&2; exit 1', { what: 'staging' })).message, 'the rehearsal failed: certbot ended with 1: no')))

order('that is refused asks nobody', () => withPlace(async ({ order, record }) => {
  const refusal = { message: 'not now', hint: 'later' }
  assert.equal(await order('touch asked', { refusal }), { ok: false, ...refusal, exit: 3 })
  assert.equal(await record(), [])
}))

order('does not begin without the certificate that `ca:` names', () => withPlace(async ({ order, record }) => {
  assert.is((await order('touch asked', { ca: 'ca.pem' })).message, 'ca.pem is not there, and `ca:` names it')
  assert.equal(await record(), [])
}))

order('puts half a certificate aside, and loses nothing of it', () => withPlace(async ({ order, folder, lines }) => {
  for (const [path, text] of [['renewal/shop-prod.conf', ''], ['archive/shop-prod/privkey1.pem', 'a key'], ['live/shop-prod/README', '']] as const) {
    await mkdir(join(folder, 'ssl/prod/acme', path, '..'), { recursive: true })
    await writeFile(join(folder, 'ssl/prod/acme', path), text)
  }
  assert.ok((await order('echo Successfully received certificate.')).ok)
  assert.match(lines.join('\n'), /left half a certificate; it now stands in ssl\/prod\/acme\/broken\//)
  const [aside = ''] = await readdir(join(folder, 'ssl/prod/acme/broken'))
  assert.is(await readFile(join(folder, 'ssl/prod/acme/broken', aside, 'archive/shop-prod/privkey1.pem'), 'utf8'), 'a key')
  assert.equal([await readdir(join(folder, 'ssl/prod/acme/live')), await readdir(join(folder, 'ssl/prod/acme/renewal'))], [[], []])
}))

order.run()

// ---

const reach = suite('whether an authority could find its answer here')

reach('the proxy gives it out, and nothing of the trial is left', () => withPlace(async ({ reach, folder, lines }) => {
  const before = process.umask(0o077)
  try {
    assert.is(await reach({}, 'somewhere'), undefined)
  } finally {
    process.umask(before)
  }
  assert.equal([lines, await readdir(join(folder, 'ssl/prod/webroot/.well-known/acme-challenge'))], [[], []])
  for (const path of ['', '.well-known', '.well-known/acme-challenge']) assert.is((await stat(join(folder, 'ssl/prod/webroot', path))).mode & 0o777, 0o755)
}))

reach('the proxy does not listen', () => withPlace(async ({ reach }) => {
  assert.equal(await reach({ http: { address: '127.0.0.1', port: 1 } }, 'somewhere'), { message: 'the proxy does not listen at 127.0.0.1:1, so no authority can be answered', hint: 'start it first: `make up`' })
}))

reach('the proxy does not know a name, or has another webroot', () => withPlace(async ({ reach, folder }) => {
  const hint = 'bring what runs up to date with the stack file: `make up`; if something else listens there, end it'
  const unknown = await reach({ names: ['shop.example.test', 'new.example.test'] }, 'somewhere')
  assert.match(unknown?.message ?? '', /does not give out answers from ssl\/prod\/webroot for new\.example\.test: it says 421$/)
  assert.is(unknown?.hint, hint)
  assert.match((await reach({ webroot: 'elsewhere' }, 'somewhere'))?.message ?? '', /: it says 404$/)
  await chmod(folder, 0o700)
}))

reach('a name without an address hinders a public authority, and is worth a word to a private one', () => withPlace(async ({ reach, lines }) => {
  const directory = 'https://acme-v02.api.letsencrypt.org/directory'
  assert.equal(await reach({ isPublic: true, directory }, 'nowhere'), { message: "no address in the DNS for shop.example.test, so Let's Encrypt cannot find this machine", hint: 'add an A or AAAA record that leads here, and wait until it is known everywhere' })
  assert.is(await reach({}, 'nowhere'), undefined)
  assert.equal(lines, ["no address in this machine's DNS for shop.example.test; ca.example.test may know one"])
}))

reach('a DNS that does not answer, and another port than 80, are worth a word', () => withPlace(async ({ reach, lines }) => {
  assert.is(await reach({ isPublic: true }, 'unknown'), undefined)
  assert.equal(lines.map((line) => line.replace(/\d{4,}/, 'PORT')), ['the DNS does not answer here: whether the names lead to this machine was not looked at', 'ca.example.test asks at port 80, and the proxy listens at PORT: something has to lead there'])
}))

reach.run()
