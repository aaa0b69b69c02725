import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pingUrl } from '../../scripts/backup/hooks.mts'
import { statusOf } from '../../scripts/backup/status.mts'
import { tellEnd, tellStart } from '../../scripts/shell/backup/hooks.mts'
import { madeManifest } from './manifests.mts'

const times = { run: '20261122T091503Z-3f9a', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:13.500Z' }
const environment = { name: 'prod', stack: 'demo' }
const good = statusOf({ environment, ...times, manifest: madeManifest() })
const bad = statusOf({ environment, ...times, error: 'the disk is full' })

type Asked = { readonly line: string; readonly type: string; readonly body: string }

/** A server on this machine that answers as it is told, and what it was asked. */
const withServer = (answer: (request: IncomingMessage, response: ServerResponse, turn: number) => void, act: (url: string, asked: readonly Asked[]) => Promise<void>) => async (): Promise<void> => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => { body += String(chunk) })
    request.on('end', () => {
      asked.push({ line: `${request.method} ${request.url}`, type: request.headers['content-type'] ?? '', body })
      answer(request, response, asked.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const signal = new AbortController().signal
const means = { signal, patience: { each: 300, pauses: [50] } }
const ok = (_: unknown, response: ServerResponse): void => { response.end('OK') }

const hooks = suite('backup: hooks')

hooks('a ping goes to the start, the end, or the failure', () => assert.equal(
  [pingUrl('https://hc.example/ab-12', 'start'), pingUrl('https://hc.example/ab-12/', 'fail'), pingUrl('https://hc.example/ab-12?rid=1', 'fail'), pingUrl('https://hc.example/ab-12', '')],
  ['https://hc.example/ab-12/start', 'https://hc.example/ab-12/fail', 'https://hc.example/ab-12/fail?rid=1', 'https://hc.example/ab-12'],
))

hooks('tell the beginning, and the end as JSON', withServer(ok, async (url, asked) => {
  assert.equal(await tellStart({ ping: `${url}/p` }, means), [])
  assert.equal(await tellEnd({ ping: `${url}/p`, webhook: `${url}/hook` }, good, means), [])
  assert.equal(asked.map(({ line }) => line).sort(), ['POST /hook', 'POST /p', 'POST /p/start'])
  const told = asked.find(({ line }) => line.endsWith('/hook'))
  assert.is(told?.type, 'application/json')
  assert.equal(JSON.parse(told?.body ?? ''), { text: 'backup of demo/prod: 1 archives, 100 bytes, verified', ...good })
}))

hooks('tell a failure to the ping with its cause', withServer(ok, async (url, asked) => {
  await tellEnd({ ping: `${url}/p` }, bad, means)
  assert.equal(asked, [{ line: 'POST /p/fail', type: 'text/plain', body: 'backup of demo/prod failed: the disk is full' }])
}))

hooks('nobody is told where nobody asked for it', async () => assert.equal([await tellStart({}, means), await tellEnd({}, good, means)], [[], []]))

hooks('one that answers 500 is asked once more, and said without its token', withServer((_, response) => { response.writeHead(500).end() }, async (url, asked) => {
  assert.equal(await tellEnd({ webhook: `${url}/T0K3N` }, good, means), [`webhook (${new URL(url).host}) was not told: it answers 500`])
  assert.is(asked.length, 2)
}))

hooks('one that was away for a moment is told after all', withServer((_, response, turn) => { response.writeHead(turn === 1 ? 503 : 200).end() }, async (url) =>
  assert.equal(await tellEnd({ webhook: url }, good, means), [])))

hooks('one that hangs takes no longer than it may', withServer(() => {}, async (url) => {
  const began = performance.now()
  assert.equal(await tellEnd({ webhook: url, ping: url }, good, means), [`webhook (${new URL(url).host}) was not told: no answer in 0.3 s`, `ping (${new URL(url).host}) was not told: no answer in 0.3 s`])
  assert.ok(performance.now() - began < 2000)
}))

hooks('one whose answer never ends is told all the same', withServer((_, response) => { response.writeHead(200).write('x') }, async (url) => assert.equal(await tellEnd({ webhook: url }, good, means), [])))

hooks('one that is not there is said', async () => assert.equal(await tellEnd({ webhook: 'http://127.0.0.1:9/T0K3N' }, good, means).then(([line = '']) => [/^webhook \(127\.0\.0\.1:9\) was not told: \S+/.test(line), line.includes('T0K3N')]), [true, false]))

hooks.run()
