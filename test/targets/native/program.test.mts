import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProxyConfig } from '../../../scripts/targets/serve-config.mts'
import { run, start } from '../../support/run.mts'
import { withTemp } from '../../support/temp.mts'
import { ask } from '../real/ask.mts'
import { makeTrust } from './authority.mts'
import { freePorts, withService } from './service.mts'

const program = ['node', 'scripts/shell/serve/main.mts']
const routeTo = (port: number) => ({ path: '/', strip: false, websocket: true, protocol: 'http', to: { host: '127.0.0.1', port } }) as const
const config = (port: number, changes: Partial<ProxyConfig> = {}): ProxyConfig => ({ listen: { address: '127.0.0.1', port }, bodyLimit: 0, trust: [], connections: 0, headers: {}, routes: [], ...changes })

/** Starts the server with a configuration, waits until it listens, and ends it. */
const serving = (wanted: ProxyConfig, act: (server: ReturnType<typeof start>) => Promise<void>) => withTemp(async (folder) => {
  await writeFile(join(folder, 'c.json'), JSON.stringify(wanted))
  const server = start([...program, join(folder, 'c.json')])
  try {
    for (let turn = 0; turn < 200 && !await ask(wanted.listen.port, '/ready').then(() => true, () => false); turn++) await new Promise((resolve) => setTimeout(resolve, 25))
    await act(server)
  } finally {
    server.kill('SIGKILL')
    await server.ended
  }
})
const refusal = (text: string) => withTemp(async (folder) => {
  await writeFile(join(folder, 'c.json'), text)
  const { code, stdout, stderr } = await run([...program, join(folder, 'c.json')])
  return [code, stdout, stderr.replace(folder, '')]
})

const test = suite('the server of gantry as a program')

test('says in one line why it cannot start', () => withService(async (service) => {
  const [port = 0] = await freePorts(1)
  assert.equal(await refusal(JSON.stringify(config(service.port))), [1, '', `127.0.0.1:${service.port} is taken: end what listens there, or choose another port\n`])
  assert.equal(await refusal(JSON.stringify(config(port, { statusPort: service.port }))), [1, '', `127.0.0.1:${service.port} is taken: end what listens there, or choose another port\n`])
  assert.equal(await refusal(JSON.stringify({ ...config(port), listen: { address: '192.0.2.1', port } })), [1, '', `192.0.2.1:${port} is no address of this machine\n`])
  assert.match((await refusal('{ "listen"'))[2] as string, /^\/c\.json is not JSON: .*\n$/)
  assert.is((await run([...program, '/nowhere.json'])).stderr, '/nowhere.json cannot be read: ENOENT\n')
  assert.is((await run(program)).code, 1)
}))

test('says in one line what is wrong with its pair', () => withTemp(async (folder) => {
  const [port = 0, securePort = 0] = await freePorts(2)
  const trust = await makeTrust()
  const [one, another] = [await trust.sign(['a.test']), await trust.sign(['a.test'])]
  const said = async (certificate: string, key: string): Promise<string> => {
    for (const [name, text] of Object.entries({ certificate, key })) if (text !== '') await writeFile(join(folder, name), text)
    const tls = { listen: { address: '127.0.0.1', port: securePort }, certificate: join(folder, 'certificate'), key: join(folder, 'key'), names: [], addresses: [], security: 'modern', redirect: false, rejects: false } as const
    const [code, stdout, stderr] = await refusal(JSON.stringify(config(port, { tls })))
    assert.equal([code, stdout], [1, ''])
    return String(stderr).replaceAll(folder, '')
  }
  assert.is(await said('', ''), '/certificate cannot be read: ENOENT\n')
  assert.is(await said(one.certificate, ''), '/key cannot be read: ENOENT\n')
  assert.match(await said(one.certificate, another.key), /^\/certificate and \/key are no pair: .*key values mismatch\n$/)
  assert.match(await said(one.certificate, 'nonsense'), /^\/certificate and \/key are no pair: .*\n$/)
}))

test('listens on every interface when no address is given', async () => {
  const [port = 0] = await freePorts(1)
  await serving({ ...config(port), listen: { address: '', port } }, async () => assert.is((await fetch(`http://[::1]:${port}/x`)).status, 404))
})

for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const) test(`ends at once on ${signal}, whatever is open and idle`, () => withService(async (service) => {
  const [port = 0] = await freePorts(1)
  await serving(config(port, { routes: [routeTo(service.port)] }), async (server) => {
    const idle = connect(port, '127.0.0.1')
    const kept = connect(port, '127.0.0.1', () => kept.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n'))
    const websocket = connect(port, '127.0.0.1', () => websocket.write('GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'))
    for (const socket of [idle, kept, websocket]) socket.on('error', () => {})
    assert.match(String((await once(websocket, 'data'))[0]), /^HTTP\/1\.1 101 /)
    const began = performance.now()
    server.kill(signal)
    assert.is((await server.ended).code, 0)
    assert.ok(performance.now() - began < 2000)
  })
}))

test('does not wait for an endless answer for ever', () => withService(async (service) => {
  const [port = 0] = await freePorts(1)
  await serving(config(port, { routes: [routeTo(service.port)] }), async (server) => {
    const stream = await fetch(`http://127.0.0.1:${port}/endless`)
    const began = performance.now()
    server.kill('SIGTERM')
    assert.is((await server.ended).code, 0)
    assert.ok(performance.now() - began < 8000)
    assert.is(await stream.text().then(() => 'whole', () => 'cut off'), 'cut off')
  })
}))

test('goes on when nobody reads its log any more', async () => {
  const [port = 0] = await freePorts(1)
  await serving(config(port), async ({ child }) => {
    child.stdout.destroy()
    for (let turn = 0; turn < 3; turn++) assert.is((await ask(port, '/x')).status, 404)
  })
})

test.run()
