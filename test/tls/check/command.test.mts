import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isFailure } from '../../../scripts/shell/failure.mts'
import { loadStack } from '../../../scripts/shell/load-stack.mts'
import { observeTarget } from '../../../scripts/shell/tls/check-observe.mts'
import { freePort } from '../../native/support.mts'
import { root, run } from '../../support/run.mts'
import { withTemp } from '../../support/temp.mts'
import { raw, secure, using } from './endpoint.mts'
import { makePair } from './pki.mts'

/** Runs the command in a folder. */
const gantry = (folder: string, ...words: readonly string[]) => run([process.execPath, join(root, 'scripts/ssl-check.mts'), ...words], { cwd: folder, env: { XDG_DATA_HOME: join(folder, 'data') } })

type Options = Parameters<typeof observeTarget>[0]['options']

/** How looking at an endpoint fails: the exit code, the message and the way out. */
const refusal = (options: Partial<Options>, stack = ''): Promise<string> => withTemp(async (folder) => {
  await writeFile(join(folder, 'stack.yaml'), stack)
  const load = () => loadStack({ folder, env: 'dev', images: undefined })
  const given = { url: undefined, connect: undefined, http: undefined, ca: undefined, ...options }
  return observeTarget({ options: given, load, stackFolder: folder, now: new Date() }).then(() => 'looked at', (error: unknown) => isFailure(error) ? `${error.exit}: ${error.message} | ${error.hint}` : String(error))
})
const at = (port: number) => ({ url: 'https://app.example.test', connect: `127.0.0.1:${port}` })
const stack = (dev: string) => `name: x\nservices:\n  a: { kind: container, image: x, port: 80, route: / }\nenvironments:\n  dev: { ${dev} }\n`

const mistakes = suite('ssl-check: what is asked')

mistakes('an address of HTTPS, with a host and a port alone', async () => {
  const wayOut = 'write --url=https://example.com or --url=https://example.com:8443'
  assert.is(await refusal({ url: 'example.com' }), `2: --url example.com: it is no address of HTTPS | ${wayOut}`)
  assert.is(await refusal({ url: 'http://example.com' }), `2: --url http://example.com: it is no address of HTTPS | ${wayOut}`)
  assert.is(await refusal({ url: 'https://example.com/login' }), '2: --url https://example.com/login: only a host and a port are checked | write --url=https://example.com')
})

mistakes('an address and a port to connect to', async () => {
  const url = 'https://example.com'
  assert.is(await refusal({ url, connect: '127.0.0.1' }), '2: --connect 127.0.0.1: it is no address and port | write --connect=127.0.0.1:8443')
  assert.is(await refusal({ url, http: '::1:80' }), '2: --http ::1:80: it is no address and port | write --http=127.0.0.1:8443')
  assert.is(await refusal({ url, connect: '[::1]:70000' }), '2: --connect [::1]:70000: it is no address and port | write --connect=127.0.0.1:8443')
})

mistakes('a file with an authority', async () => {
  const wayOut = 'give the certificate of the authority as PEM'
  assert.is(await refusal({ ...at(1), ca: '/nowhere.pem' }), `2: --ca /nowhere.pem: there is no such file | ${wayOut}`)
  assert.is(await refusal({ ...at(1), ca: '/dev/null' }), `2: --ca /dev/null: there is no certificate in it | ${wayOut}`)
})

mistakes('an environment with TLS', async () =>
  assert.is(await refusal({}, stack('')), '2: dev has no HTTPS to check | add `tls:` to environments.dev in stack.yaml, or give --url=https://example.com'))

mistakes('a stack that can be read', async () => assert.match(await refusal({}, 'name: [\n'), /^2: /))

mistakes.run()

// ---

const unreachable = suite('ssl-check: who does not answer')
const listening = (act: Parameters<typeof raw>[0], wanted: string) => () => using(raw(act), async (port) => assert.is(await refusal(at(port)), `1: 127.0.0.1:${port}${wanted}`))

unreachable('nobody listens', async () => {
  const port = await freePort()
  assert.is(await refusal(at(port)), `1: nothing listens at 127.0.0.1:${port} | look at the address and the port`)
  assert.is(await refusal({}, stack(`tls: selfsigned, https: "127.0.0.1:${port}"`)), `1: nothing listens at 127.0.0.1:${port} | \`make up ENV=dev\` starts it`)
})

unreachable('a name that leads nowhere', async () => assert.match(await refusal({ url: 'https://nowhere.invalid' }), /^1: (there is no host|the name) nowhere\.invalid/))

unreachable('something that is not TLS',
  listening((socket) => { socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') }, ' does not speak TLS: it answers "HTTP/1.1 400 Bad Request" | its port for HTTPS is another one'))

unreachable('someone who hangs up at once', listening((socket) => { socket.destroy() }, ' hangs up before a handshake | look at what listens there; its log says more'))

unreachable('someone who says nothing, within the time', async () => {
  const began = performance.now()
  await listening(() => {}, ': no answer in 3 s | it takes connections and says nothing: look at what listens there')()
  assert.ok(performance.now() - began < 6000)
})

unreachable('someone who has no certificate', () => using(secure({}), async (port) =>
  assert.is(await refusal(at(port)), `1: 127.0.0.1:${port} refuses every handshake, with the alert 40 | does it have a certificate? Its log says more`)))

unreachable.run()

// ---

const environments = suite('ssl-check: an environment')

environments('is asked by its main name; the files and the authority of this user are its own', () => withTemp(async (folder) => {
  const authority = await makePair('my authority', { isAuthority: true, days: 3000 })
  const leaf = await makePair('shop.test', { names: ['shop.test'], signer: authority })
  const write = async (path: string, text: string, mode = 0o600) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { mode })
  }
  await write('data/gantry/authority/certificate.pem', authority.pem)
  await write('ssl/prod/served/a/fullchain.pem', leaf.pem)
  await write('ssl/prod/served/a/privkey.pem', leaf.key, 0o400)
  await symlink('a', join(folder, 'ssl/prod/served/current'))
  await using(secure({ cert: leaf.pem, key: leaf.key }), async (port) => {
    const http = await freePort()
    await writeFile(join(folder, 'stack.yaml'), `name: x\nservices:\n  a: { kind: container, image: x, port: 80, route: /a }\nenvironments:\n  prod: { domain: shop.test, tls: selfsigned, http: "127.0.0.1:${http}", https: "127.0.0.1:${port}" }\n`)
    const { stdout, stderr, code } = await gantry(folder, '--env', 'prod', '--json')
    const { result } = JSON.parse(stdout)
    const line = (id: string) => (result.lines as readonly { readonly id: string; readonly evidence: string }[]).find((each) => each.id === id)?.evidence
    assert.equal([code, result.environment, result.url, result.reached, stderr], [1, 'prod', `https://shop.test:${port}`, `127.0.0.1:${port}`, ''])
    assert.is(line('trust'), `issued by my authority, trusted by ${join(folder, 'data/gantry/authority/certificate.pem')}`)
    assert.is(line('served-file'), 'ssl/prod/served/current/fullchain.pem')
    assert.is(line('key-file'), 'mode 0400')
    assert.match(line('headers') ?? '', /no Content-Security-Policy.* on \/ \(200\), \/gantry-ssl-check\/nothing-is-here \(200\), \/a \(200\)/)
    assert.match(line('redirect') ?? '', /nothing listens/)
    await rm(join(folder, 'ssl'), { recursive: true })
    const gone = await gantry(folder, '--env', 'prod')
    assert.match(gone.stdout.replaceAll(/\s+/g, ' '), /fail the file is served there is no ssl\/prod\/served\/current\/fullchain\.pem → `make ssl-setup ENV=prod`/)
  })
}))

environments('that is not there ends with one message and the exit code', () => withTemp(async (folder) => {
  const port = await freePort()
  await writeFile(join(folder, 'stack.yaml'), stack(`tls: selfsigned, https: "127.0.0.1:${port}"`))
  const { code, stderr } = await gantry(folder)
  assert.equal([code, stderr.split('\n')], [1, [`nothing listens at 127.0.0.1:${port}`, '  `make up ENV=dev` starts it', '']])
}))

environments.run()
