import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { headerScore } from '../../../scripts/tls/check/header-score.mts'
import type { Page, Pages } from '../../../scripts/tls/check/observed.mts'
import { foreignOrigin } from '../../../scripts/tls/check/score-rules.mts'
import { dev, gradeOf, headers, lineOf, observed, page, pages, plainPages, prod, said } from './observed.mts'

const home = (changes: Readonly<Record<string, string | null>>) => ({ pages: pages({ home: page('/', 200, changes) }) })
const plain = (first: Page) => ({ pages: pages({ plain: { ...plainPages, home: first } }) })
const to = (location: string, status = 301) => plain(page('/', status, { location }, headers))
const nobody = (path: string) => ({ path, problem: 'nothing listens', isRefused: true })

const redirects = suite('ssl-check: plain HTTP')

redirects('leads to the same page over HTTPS, for good', () => {
  assert.is(said('redirect'), 'ok: 301 to the same page')
  assert.is(said('redirect', to('/', 301)), 'fail: the first step leads to http://app.example.test')
  assert.is(said('redirect', to('https://www.example.test/')), 'fail: it leads to another host, www.example.test')
  assert.is(said('redirect', to('https://app.example.test:8443/')), 'fail: it leads to port 8443')
  assert.is(said('redirect', to('https://app.example.test/login')), 'fail: / leads to /login')
  assert.is(said('redirect', to('https://app.example.test/', 302)), 'fail: it is not for good: 302')
  assert.is(said('redirect', plain(page('/', 200, {}, headers))), 'fail: http://app.example.test/ is answered with 200')
})

redirects('a page that is not there leads to itself as well', () => {
  const missing = page('/x', 301, { location: 'https://app.example.test/' }, headers)
  assert.is(said('redirect', { pages: pages({ plain: { ...plainPages, missing } }) }), 'fail: /x leads to /')
})

redirects('where nothing listens nothing has to', () => {
  assert.is(said('redirect', { pages: pages({ plain: { home: nobody('/'), missing: nobody('/x'), acme: nobody('/y') } }) }), 'ok: where 192.0.2.1:80 is, nothing listens')
  const { plain: _plain, ...without } = pages()
  assert.is(said('redirect', { pages: without }), 'open: nobody said where plain HTTP is')
})

redirects('is left out in dev, and is the user\'s choice elsewhere', () => {
  const direct = plain(page('/', 200, {}, headers))
  assert.is(said('redirect', { ...direct, expected: dev }), 'off: not in dev')
  const chosen = { ...direct, expected: { ...prod, redirects: false } }
  assert.is(said('redirect', chosen), 'fail: http://app.example.test/ is answered with 200')
  assert.is(lineOf('redirect', chosen)?.wayOut, '`tls: { redirect: true }` in stack.yaml (environments.prod)')
})

redirects('leaves the answers to an ACME server where they are', () => {
  assert.is(said('acme-path'), 'nothing')
  assert.is(said('acme-path', { expected: prod }), 'ok: over plain HTTP, without a redirect')
  assert.is(said('acme-path', { expected: prod, pages: pages({ plain: { ...plainPages, acme: page('/y', 301, {}, headers) } }) }), 'fail: a missing answer is answered with 301, not 404')
})

redirects.run()

// ---

const required = suite('ssl-check: headers')

required('HSTS is sent for half a year or more; without it there is no A+', () => {
  const hsts = (value: string | null) => home({ 'Strict-Transport-Security': value })
  assert.is(said('hsts'), 'ok: 730 days')
  assert.is(said('hsts', hsts(null)), 'fail A: not sent')
  assert.is(said('hsts', hsts('max-age=15552000')), 'ok: 180 days')
  assert.is(said('hsts', hsts('includeSubDomains; max-age="15552000"')), 'ok: 180 days')
  assert.is(said('hsts', hsts('max-age=15551999')), 'fail A: 15551999 s is less than 180 days')
  assert.is(said('hsts', hsts('max-age=0')), 'fail A: max-age=0 switches it off')
  assert.is(said('hsts', hsts('includeSubDomains')), 'fail A: no max-age in "includeSubDomains"')
  assert.is(gradeOf(hsts(null)), 'A 96: HSTS')
})

required('HSTS has no place over plain HTTP, nor in dev', () => {
  assert.is(said('hsts-plain'), 'ok: not sent')
  assert.is(said('hsts-plain', plain(page('/', 301, { location: 'https://app.example.test/' }))), 'fail: sent where browsers ignore it')
  const local = { ...home({ 'Strict-Transport-Security': null }), expected: dev }
  assert.match(said('hsts', local), /^off A: not in dev/)
  assert.is(gradeOf(local), 'A 96: HSTS')
})

required('each declared header is on every answer, once and as it was declared', () => {
  const missing = (changes: Readonly<Record<string, string | null>>) => ({ expected: prod, pages: pages({ others: [page('/a', 404, changes), page('/b', 502, changes)] }) })
  assert.is(said('headers', { expected: prod }), 'ok: on 4 answers: 200, 404')
  assert.is(said('headers', missing({ 'X-Frame-Options': null })), 'fail: no X-Frame-Options on /a (404), /b (502)')
  assert.is(said('headers', missing({ 'X-Frame-Options': 'SAMEORIGIN', 'Referrer-Policy': null })), 'fail: no Referrer-Policy, another X-Frame-Options on /a (404), /b (502)')
  const twice: Page = { ...page('/a', 404), headers: [...page('/a').headers, ['x-frame-options', 'DENY']] }
  assert.is(said('headers', { expected: prod, pages: pages({ others: [twice] }) }), 'fail: 2 times X-Frame-Options on /a (404)')
})

required('of a stranger the usual ones are asked for', () => {
  assert.is(said('headers'), 'ok: on 2 answers: 200, 404')
  assert.is(said('headers', { pages: pages({ others: [page('/a', 404, { 'X-Frame-Options': null })] }) }), 'ok: on 2 answers: 200, 404')
  assert.is(said('headers', { pages: pages({ others: [page('/a', 404, { 'Content-Security-Policy': null, 'X-Frame-Options': null, 'Referrer-Policy': 'unsafe-url' })] }) }), 'fail: no Content-Security-Policy, no X-Frame-Options, no Referrer-Policy on /a (404)')
})

required('no versions are told', () => {
  assert.is(said('server-tokens', home({ server: 'nginx' })), 'ok: none')
  assert.is(said('server-tokens', home({ server: 'nginx/1.30.1', 'x-powered-by': 'Express' })), 'fail: server: nginx/1.30.1, x-powered-by: Express')
})

required('where there is no answer nothing is judged', () => {
  const silent = { pages: pages({ home: { path: '/', problem: 'no answer in 3 s', isRefused: false } }) }
  for (const id of ['hsts', 'headers', 'server-tokens', 'header-score']) assert.match(said(id, silent), /^open( A)?: no answer in 3 s$/)
  assert.is(gradeOf(silent), 'A+ at best 96')
})

required.run()

// ---

const scores = suite('ssl-check: header score')
const scoreOf = (changes: Partial<Pages>) => headerScore(observed({ pages: pages(changes) }))
const points = (changes: Readonly<Record<string, string | null>>, more: Partial<Page> = {}) => {
  const scored = scoreOf({ home: { ...page('/', 200, changes), ...more } })
  return `${scored?.score} ${scored?.points.map(({ about, points: each }) => `${each > 0 ? '+' : ''}${each} ${about}`).join(', ')}`
}
const bare = { 'Content-Security-Policy': null, 'X-Frame-Options': null, 'Referrer-Policy': null, 'Cross-Origin-Opener-Policy': null, 'Cross-Origin-Resource-Policy': null }
const policy = (text: string) => points({ ...bare, 'X-Frame-Options': 'DENY', 'Content-Security-Policy': text })

scores('a good answer has more than 100 points', () => {
  assert.is(points({}), '135 +5 CSP, +5 frames, +5 Referrer-Policy, +10 cross-origin-resource-policy, +10 cross-origin-opener-policy')
  assert.is(said('header-score'), 'ok: 135 (A+) by the observatory\'s table')
})

scores('what is given counts only from 90 on', () => {
  assert.is(points({ 'Strict-Transport-Security': null }), '80 +5 CSP, -20 no HSTS, +5 frames, +5 Referrer-Policy, +10 cross-origin-resource-policy, +10 cross-origin-opener-policy')
  assert.is(points({ 'X-Content-Type-Options': null }), '130 +5 CSP, -5 no nosniff, +5 frames, +5 Referrer-Policy, +10 cross-origin-resource-policy, +10 cross-origin-opener-policy')
  assert.is(said('header-score', home({ 'Strict-Transport-Security': null })), 'fail: 80 (B+) by the observatory\'s table: -20 no HSTS')
})

scores('by the policy', () => {
  assert.is(points(bare), '55 -25 no CSP, -20 no X-Frame-Options')
  assert.is(policy("default-src 'none'"), '115 +10 CSP from nothing, +5 frames')
  assert.is(policy("default-src 'self'"), '110 +5 CSP, +5 frames')
  assert.is(policy("default-src 'self'; style-src 'unsafe-inline'"), '105 +5 frames')
  assert.is(policy("default-src 'self'; script-src 'self' 'unsafe-inline'"), '80 -20 CSP lets unsafe scripts in, +5 frames')
  assert.is(policy("default-src 'self'; script-src 'self' 'unsafe-inline' 'nonce-abc'"), '110 +5 CSP, +5 frames')
  assert.is(policy("script-src 'self'"), '80 -20 CSP lets unsafe scripts in, +5 frames')
  assert.is(policy("default-src 'self'; script-src 'self' https:"), '80 -20 CSP lets unsafe scripts in, +5 frames')
  assert.is(policy("default-src 'self'; script-src 'self' 'unsafe-eval'"), '95 -10 CSP lets eval in, +5 frames')
})

scores('by cookies', () => {
  assert.match(points({ 'set-cookie': 'a=b; Secure; HttpOnly; SameSite=Lax' }), /^140 .*\+5 cookies/)
  assert.match(points({ 'set-cookie': 'a=b; Secure' }), /^135 /)
  assert.match(points({ 'set-cookie': 'a=b' }), /^130 .*-5 cookies without/)
  assert.match(points({ 'set-cookie': 'session=b; Secure' }), /^70 .*-30 cookies without/)
  assert.match(points({ 'set-cookie': 'session=b', 'Strict-Transport-Security': null }), /^40 .*-40 cookies without/)
})

scores('by plain HTTP, other sites and the scripts of others', () => {
  const redirected = (location: string) => scoreOf({ plain: { ...plainPages, home: page('/', 301, { location }, headers) } })?.score
  assert.is(scoreOf({ plain: { ...plainPages, home: page('/', 200, {}, headers) } })?.score, 80)
  assert.is(redirected('http://app.example.test/x'), 125)
  assert.is(redirected('https://www.example.test/'), 130)
  const foreign = page('/', 200, { 'access-control-allow-origin': foreignOrigin, 'access-control-allow-credentials': 'true' })
  assert.is(scoreOf({ foreign })?.score, 50)
  const script = (tag: string) => scoreOf({ home: { ...page(), body: `<html><script async ${tag}></script>` } })?.score
  assert.equal([script('src="/own.js"'), script('src="https://app.example.test/own.js"')], [135, 135])
  assert.equal([script('src=http://cdn.test/a.js'), script('src="https://cdn.test/a.js"'), script('src="https://cdn.test/a.js" integrity="sha384-x"')], [50, 130, 140])
})

scores('in dev what only dev leaves out is no failure', () => {
  const local = { expected: dev, pages: pages({ home: page('/', 200, { 'Strict-Transport-Security': null }), plain: { ...plainPages, home: page('/', 200, {}, headers) } }) }
  assert.is(said('header-score', local), 'off: 60 (C+) by the observatory\'s table: -20 no redirect, -20 no HSTS')
})

scores.run()
