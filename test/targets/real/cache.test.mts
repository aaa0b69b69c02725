// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { ask } from './ask.mts'
import { domain, route, secureStack } from './secure.mts'

const stack = await secureStack('cache', { routes: [route('/whole'), route('/counted/', { cache: { ttl: 600_000 } }), route('/stripped/', { strip: true, cache: { ttl: 600_000 } })] })

const test = suite('a route whose answers are kept')
test.before(hook(stack.start))
test.after(hook(stack.remove))

type Question = { readonly headers?: Record<string, string>; readonly method?: string; readonly body?: string }
const asked = async (path: string, question: Question = {}) => {
  const { status, text, headers } = await ask(stack.secure, path, { tls: domain, ...question })
  return { status, text, kept: headers['x-cache-status'], control: headers['cache-control'] }
}
const twice = async (path: string, question?: Question) => [await asked(path, question), await asked(path, question)] as const

test('asks its service once', async () => {
  const [first, second] = await twice('/counted/plain')
  assert.equal([first.kept, second.kept, second.text], ['MISS', 'HIT', first.text])
  assert.is(second.control, 'public, max-age=600')
  assert.is((await asked('/counted/plain', { method: 'HEAD' })).kept, 'HIT')
})

test('tells addresses, queries and hosts apart', async () => {
  const { text } = await asked('/counted/plain')
  for (const [path, question] of [['/counted/plain?x', {}], ['/counted/plain', { headers: { host: `${domain}:1337` } }], ['/counted/plain', { headers: { host: 'admin.example.com' } }]] as const) assert.is.not((await asked(path, question)).text, text)
  assert.equal([(await asked('/stripped/counted/plain?y')).kept, (await asked('/stripped/counted/plain?y')).kept], ['MISS', 'HIT'])
})

test('passes on what is somebody\'s own, keeps nothing of it and calls it nobody else\'s', async () => {
  for (const headers of [{ cookie: 'a=1' }, { cookie: '0' }, { authorization: 'Bearer x' }, { 'content-length': '0' }]) {
    const [first, second] = await twice('/counted/plain', { headers })
    assert.equal([first.kept, second.kept, second.control], ['BYPASS', 'BYPASS', undefined], JSON.stringify(headers))
    assert.is.not(first.text, second.text)
  }
  assert.equal([(await asked('/counted/plain?z', { headers: { cookie: 'a=1' } })).kept, (await asked('/counted/plain?z')).kept], ['BYPASS', 'MISS'])
})

test('keeps nothing but what was asked with GET or HEAD', async () => {
  const [first, second] = await twice('/counted/plain', { method: 'POST', body: 'x' })
  assert.is.not(first.text, second.text)
  assert.equal([second.kept, second.control], [undefined, undefined])
})

test('believes its service where that says how long, or whose', async () => {
  const [, personal] = await twice('/counted/private')
  assert.equal([personal.kept, personal.control], ['MISS', 'private'])
  const [, cookie] = await twice('/counted/cookie')
  assert.equal([cookie.kept, cookie.control], ['MISS', undefined])
  const [, brief] = await twice('/counted/brief')
  assert.equal([brief.kept, brief.control], ['HIT', 'max-age=1'])
})

test('what is large passes and is not kept', async () => {
  const [, { kept, text }] = await twice('/counted/large')
  assert.equal([kept, text.length], ['MISS', 10_000_000])
})

test('many at once are one question to the service', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => asked('/counted/plain?many')))
  assert.is(new Set(answers.map(({ text }) => text)).size, 1)
  assert.is(answers.filter(({ kept }) => kept === 'MISS').length, 1)
})

test('what is kept is answered when its service is gone, even when it is too old', async () => {
  const { text } = await asked('/counted/brief?stale')
  await new Promise((resolve) => setTimeout(resolve, 2100))
  await stack.compose('kill', 'api')
  const { status, text: later, kept } = await asked('/counted/brief?stale')
  assert.equal([status, later, ['STALE', 'UPDATING'].includes(String(kept))], [200, text, true])
  assert.is((await asked('/counted/plain')).kept, 'HIT')
  assert.is((await asked('/counted/plain?never')).status, 503)
})

test.run()
