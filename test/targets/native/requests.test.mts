import * as assert from 'uvu/assert'
import { ask } from '../real/ask.mts'
import { manyRoutes } from './many-routes.mts'
import { inFrontOf } from './stage.mts'

type Question = Parameters<typeof ask>[2]
/** What is asked, what a service is to see of it: its path; or the status of a refusal. */
const table: readonly (readonly [path: string, expected: string | number, question?: Question])[] = [
  ['/whole', '/whole'], ['/whole/a', '/whole/a'], ['/wholesome', 404], ['/whole/deep/x', '/whole/deep/x'],
  ['/plain/a?b=c', '/plain/a?b=c'], ['/plain/a%2Fb%20c?d=%26', '/plain/a%2Fb%20c?d=%26'], ['/plain/../whole', '/plain/../whole'], ['/whole/../../x', 400], ['/%zz', 400], ['/whole%00', 400],
  ['/stripped/', '/'], ['/stripped/a%2Fb%20c?d=%26', '/a%2Fb%20c?d=%26'], ['/stripped/?x', '/?x'], ['//stripped//z', '/z'], ['/%73tripped/w?q=1', '/w?q=1'], ['/x/../stripped/é y'.replaceAll(' ', '%20').replace('é', '%C3%A9'), '/%C3%A9%20y'],
  ['/bare', '/'], ['/bare?x=1', '/?x=1'], ['/bare/y', '/y'], ['/bare/?x', '/?x'], ['/barefoot', 404],
  ['/it\'s/(a)&*%22/x', '/x'], ['/it%27s/(a)&*%22/y', '/y'], ['/%C3%A9/z', '/z'],
  ['/nothing', 404], ['/', 404], ['/gone', 503], ['/gone/x', 503], ['/broken', 502],
  ['/here', 404], ['/here', '/here', { headers: { host: 'admin.example.com' } }], ['/here', '/here', { headers: { host: 'ADMIN.example.com:8080' } }], ['/where', 404, { headers: { host: 'admin.example.com' } }],
  ['/where', '/where', { headers: { host: 'x.y.example.com' } }], ['/where', 404, { headers: { host: 'example.com' } }], ['/whole', '/whole', { headers: { host: 'admin.example.com' } }],
  ['/home', '/home', { headers: { host: 'unknown.test' } }], ['/home', '/home', { headers: { host: 'shop.example.com' } }], ['/home', 404, { headers: { host: 'admin.example.com' } }],
  ['/whole', 413, { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) }], ['/whole', '/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2) }],
  ['/whole', 413, { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1), headers: { 'transfer-encoding': 'chunked' } }], ['/whole', '/whole', { method: 'PUT', body: Buffer.alloc(1024 ** 2), headers: { 'transfer-encoding': 'chunked' } }],
  ['/whole', '/whole', { method: 'DELETE' }], ['/whole', '/whole', { method: 'PATCH', body: 'x' }], ['/whole', '/whole', { headers: { expect: '100-continue' }, method: 'POST', body: 'x' }],
]
const words: Readonly<Record<number, string>> = { 404: 'not found', 413: 'content too large', 502: 'bad gateway', 503: 'service unavailable' }

inFrontOf('requests', manyRoutes, (test, stage) => {
  test('answers every request of the table as it should', async () => {
    for (const [path, expected, question] of table) {
      const { status, json } = await ask(stage.port, path, question)
      const what = `${question?.method ?? ''} ${path} ${JSON.stringify(question?.headers ?? {})}`
      assert.equal([status, typeof expected === 'string' ? json?.url : status === 400 ? undefined : json?.error], typeof expected === 'string' ? [200, expected] : [expected, words[expected]], what)
      if (question?.body && status === 200) assert.is(json.length, question.body.length, what)
    }
  })

  test('sends a path that lacks its slash to the one that has it', async () => {
    const { status, headers } = await ask(stage.port, '/plain?b=c')
    assert.equal([status, headers['location']], [308, '/plain/?b=c'])
  })

  test('says as JSON which request has failed, and when to come back', async () => {
    const { status, headers, json } = await ask(stage.port, '/gone')
    assert.equal([status, headers['retry-after'], headers['content-type'], Object.keys(json)], [503, '2', 'application/json', ['status', 'error', 'request']])
    assert.equal([(await ask(stage.port, '/broken')).headers['retry-after'], (await ask(stage.port, '/nothing')).headers['content-type']], [undefined, 'application/json'])
  })

  test('serves many at once on kept connections', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, turn) => fetch(`http://127.0.0.1:${stage.port}/whole/${turn}`).then((answer) => answer.json() as Promise<{ url: string }>)))
    assert.equal(answers.map(({ url }) => url), answers.map((_, turn) => `/whole/${turn}`))
  })
})
