import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { admit, isForgotten, type Bucket } from '../../../scripts/serve/limit.mts'
import { ask } from '../real/ask.mts'
import { proxySettings } from '../workload.mts'
import { askRaw, open, requestText, say, upgrading } from './ask-raw.mts'
import { inFrontOf, privileged, route, stackOf, type Stage } from './stage.mts'

const decision = suite('how often a client may ask')

/** What becomes of requests at these times (milliseconds): let in, or the seconds to wait. */
const story = (rate: string, burst: number, times: readonly number[]): readonly (true | number)[] => {
  let bucket: Bucket | undefined
  return times.map((now) => {
    const admission = admit(bucket, { rate, burst }, now)
    if ('retryAfter' in admission) return admission.retryAfter
    bucket = admission.bucket
    return true
  })
}

decision('the burst at once, and one more each time that one has leaked', () => {
  assert.equal(story('10r/s', 2, [0, 0, 0, 0, 99, 100, 100, 200]), [true, true, true, 1, 1, true, 1, true])
  assert.equal(story('10r/s', 0, [0, 50, 100, 150, 200]), [true, 1, true, 1, true])
})

decision('who has been quiet has the whole burst again, and no more', () => {
  assert.equal(story('1r/s', 2, [0, 0, 0, 60_000, 60_000, 60_000, 60_000]), [true, true, true, true, true, true, 1])
})

decision('who is refused is told when to come back, and is not set back by asking', () => {
  assert.equal(story('6r/m', 0, [0, 1000, 9000, 9999, 10_000]), [true, 9, 1, 1, true])
})

decision('a clock that goes back lets nobody in more often', () => {
  assert.equal(story('1r/s', 0, [5000, 4000, 5000]), [true, 1, 1])
})

decision('who could as well be new is forgotten', () => {
  const limit = { rate: '10r/s', burst: 5 }
  assert.equal([0, 399, 400].map((now) => isForgotten({ ahead: 3, last: 0 }, limit, now)), [false, false, true])
})

decision.run()

// ---

const tenPerSecond = { rate: '10r/s', burst: 20 }
const limited = [route('/whole', { limit: tenPerSecond }), route('/other', { limit: { rate: '10r/s', burst: 5 } }), route('/rare', { limit: { rate: '5r/m', burst: 0 } }), route('/free'), route('/live', { websocket: true, limit: { rate: '6r/m', burst: 1 } })]

/** How many of this many requests at once are answered with each status. */
const counts = async ({ port }: Stage, path: string, count: number, headers = {}): Promise<Readonly<Record<number, number>>> => {
  const answers = await Promise.all(Array.from({ length: count }, () => ask(port, path, { headers })))
  return Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, those]) => [status, those.length]))
}

inFrontOf('rates', stackOf(limited, { proxy: proxySettings({ trust: ['127.0.0.0/8', 'fd00::/8'] }) }), (test, stage) => {
  test('of 40 requests at once the burst passes, the rest is told 429, and nobody 503', async () => {
    const { 200: passed = 0, 429: refused = 0 } = await counts(stage, '/whole', 40)
    assert.is(passed + refused, 40)
    assert.ok(passed >= 21 && passed <= 30, `${passed} passed`)
  })

  test('who is refused is told so as JSON, and when to come back', async () => {
    await ask(stage.port, '/rare')
    const { status, json, headers } = await ask(stage.port, '/rare')
    assert.equal([status, json.error, headers['content-type'], Object.keys(json)], [429, 'too many requests', 'application/json', ['status', 'error', 'request']])
    assert.match(String(headers['retry-after']), /^\d+$/)
  })

  test('routes of one rate share it, each with its own burst; others go on', async () => {
    await counts(stage, '/whole', 40, { 'x-forwarded-for': '192.0.2.1' })
    assert.equal(await counts(stage, '/other', 3, { 'x-forwarded-for': '192.0.2.1' }), { 429: 3 })
    assert.equal(await counts(stage, '/free', 40, { 'x-forwarded-for': '192.0.2.1' }), { 200: 40 })
  })

  test('each client has its own, as trusted proxies tell them apart', async () => {
    for (const client of ['192.0.2.2', '192.0.2.3', '2001:db8::1', '6.6.6.6, 192.0.2.4', '192.0.2.5, 127.0.0.2']) assert.is((await ask(stage.port, '/rare', { headers: { 'x-forwarded-for': client } })).status, 200, client)
    for (const client of ['192.0.2.4', '6.6.6.7, 192.0.2.4', '192.0.2.5', '192.0.2.2, 127.0.0.9, fd00::1']) assert.is((await ask(stage.port, '/rare', { headers: { 'x-forwarded-for': client } })).status, 429, client)
  })

  test('what is not passed on is not counted', async () => {
    assert.equal(await counts(stage, '/nothing', 40), { 404: 40 })
  })

  test('a websocket counts as one request', async () => {
    const statuses = []
    for (let turn = 0; turn < 3; turn++) {
      const socket = open(stage.port)
      statuses.push((await say(socket, requestText('/live', 'x', upgrading))).status)
      socket.destroy()
    }
    assert.equal(statuses, [101, 101, 429])
  })
}, { among: privileged })

// ---

inFrontOf('connections', stackOf([route('/long'), route('/whole'), route('/live', { websocket: true })], { proxy: proxySettings({ connections: 3 }) }), (test, stage) => {
  test('a client may hold so many at a time, and again when they are over', async () => {
    const held = Array.from({ length: 3 }, () => ask(stage.port, '/long'))
    await new Promise((resolve) => setTimeout(resolve, 150))
    const { status, json, headers } = await ask(stage.port, '/whole')
    assert.equal([status, json.error, headers['retry-after']], [429, 'too many requests', '1'])
    assert.equal((await Promise.all(held)).map(({ text }) => text), ['done', 'done', 'done'])
    assert.is((await ask(stage.port, '/whole')).status, 200)
  })

  test('a websocket is one as long as it is open', async () => {
    const sockets = Array.from({ length: 3 }, () => open(stage.port))
    for (const socket of sockets) assert.is((await say(socket, requestText('/live', 'x', upgrading))).status, 101)
    assert.is((await askRaw(stage.port, requestText('/live', 'x', upgrading))).status, 429)
    assert.is((await ask(stage.port, '/whole')).status, 429)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 150))
    assert.is((await ask(stage.port, '/whole')).status, 200)
  })
}, { among: privileged })
