import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../targets/native/service.mts'

/** Where Let's Encrypt's small test server was unpacked; its DNS server stands beside it. */
const pebble = process.env['GANTRY_PEBBLE'] ?? '/var/lib/gantry-engine/pebble/usr/bin/pebble'
const day = 86_400

/** A program that ends with this process, however that ends: a shell waits at the end of a pipe. */
const startGuarded = (argv: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const script = '"$@" & child=$!; cat >/dev/null; kill "$child"; wait "$child"'
  const child = spawn('/bin/sh', ['-c', script, 'guard', ...argv], { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += String(chunk) })
  const ended = once(child, 'exit')
  child.unref()
  return { said: () => said, stop: async (): Promise<void> => { child.ref(); child.stdin.end(); await ended } }
}

/** An authority of its own for the server's address: its certificate is what `ca:` names. */
const makePair = (folder: string): void => {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=authority of the test', '-days', '2', '-addext', 'keyUsage=critical,keyCertSign')
  openssl('req', '-x509', ...key, '-keyout', 'key.pem', '-out', 'certificate.pem', '-subj', '/CN=localhost', '-days', '2', '-CA', 'ca.pem', '-CAkey', 'ca.key',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE')
}

type Profiles = Readonly<Record<string, { readonly description: string; readonly validityPeriod: number }>>

const configOf = (ports: readonly number[], httpPort: number, profiles: Profiles) => ({
  pebble: {
    listenAddress: `127.0.0.1:${ports[0]}`, managementListenAddress: `127.0.0.1:${ports[1]}`, certificate: 'certificate.pem', privateKey: 'key.pem', httpPort, tlsPort: ports[2],
    ocspResponderURL: '', externalAccountBindingRequired: false, domainBlocklist: ['blocked.example.test'], retryAfter: { authz: 1, order: 1 }, keyAlgorithm: 'ecdsa', profiles,
  },
})

/** Fetches from the server as somebody who trusts its authority. */
const fetchFrom = async (url: string, ca: string, method = 'GET', body = ''): Promise<string> => {
  const answer = Promise.withResolvers<string>()
  // Pebble answers nobody who does not say who is asking.
  const asked = request(url, { ca, method, headers: { 'user-agent': 'test' } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk }).on('end', () => response.statusCode === 200 ? answer.resolve(text) : answer.reject(new Error(`${url} says ${response.statusCode}: ${text}`)))
  })
  asked.on('error', answer.reject).end(body)
  return answer.promise
}

/** How a test wants its ACME server; certificates live 90 days unless told. */
export type AcmeSetting = { readonly httpPort: number; readonly profiles?: Profiles }

/** An ACME server and its DNS on loopback, which confirms names by asking `httpPort`; every name leads to 127.0.0.1. */
export const startAcme = async ({ httpPort, profiles = { classic: { description: 'the usual one', validityPeriod: 90 * day } } }: AcmeSetting) => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-acme-'))
  const [api = 0, management = 0, tls = 0, dns = 0, names = 0] = await freePorts(5)
  makePair(folder)
  await writeFile(join(folder, 'pebble.json'), JSON.stringify(configOf([api, management, tls], httpPort, profiles)))
  const ca = await readFile(join(folder, 'ca.pem'), 'utf8')
  const dnsServer = startGuarded([`${pebble}-challtestsrv`, '-http01', '', '-https01', '', '-tlsalpn01', '', '-doh', '', '-dnsserver', `127.0.0.1:${dns}`, '-management', `127.0.0.1:${names}`, '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''], folder)
  const begin = () => startGuarded([pebble, '-config', 'pebble.json', '-dnsserver', `127.0.0.1:${dns}`], folder, { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' })
  let server = begin()
  const directory = `https://localhost:${api}/dir`
  const isUp = async (): Promise<void> => {
    const end = performance.now() + 10_000
    let last = ''
    while (!await fetchFrom(directory, ca).then(() => true, (error: unknown) => { last = String(error); return false })) {
      if (performance.now() > end) throw new Error(`pebble does not answer: ${last}\n${server.said()}${dnsServer.said()}`)
      await new Promise((wake) => setTimeout(wake, 20))
    }
  }
  const tell = (path: string, data: unknown): Promise<unknown> => fetch(`http://127.0.0.1:${names}/${path}`, { method: 'POST', body: JSON.stringify(data) })
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), dnsServer.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  await isUp().catch(async (error: unknown) => { await stop(); throw error })
  return {
    directory, folder,
    /** Certificate of the authority behind the directory. */
    ca: join(folder, 'ca.pem'),
    /** The root of what it issues. */
    root: (): Promise<string> => fetchFrom(`https://localhost:${management}/roots/0`, ca),
    /** Lets a name lead elsewhere. */
    lead: (name: string, address: string) => tell('add-a', { host: `${name}.`, addresses: [address] }),
    /** Lets a name have no address. */
    forget: (name: string) => tell('set-servfail', { host: `${name}.` }),
    /** Says when a certificate is to be renewed. */
    suggest: (certificate: string, start: Date, end: Date): Promise<string> => fetchFrom(`https://localhost:${management}/set-renewal-info/`, ca, 'POST',
      JSON.stringify({ certificate, ariResponse: JSON.stringify({ suggestedWindow: { start, end } }) })),
    said: () => server.said(),
    /** Takes the server down; `up` starts it again, and it remembers nothing. */
    down: () => server.stop(),
    up: async (): Promise<void> => { server = begin(); await isUp() },
    stop,
  }
}

export type AcmeServer = Awaited<ReturnType<typeof startAcme>>
