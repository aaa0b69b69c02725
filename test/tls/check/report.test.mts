import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sslCheckReport } from '../../../scripts/report/ssl-check.mts'
import { checkAll, isPassed } from '../../../scripts/tls/check/checklist.mts'
import { dev, observed, offered, offers, page, pages, prod, silent } from './observed.mts'

const report = (changes: Parameters<typeof observed>[0], colours = false) => {
  const seen = observed(changes)
  return sslCheckReport(seen, checkAll(seen), colours)
}
const section = (text: string, title: string) => text.split('\n\n').find((part) => part.startsWith(`${title}\n`))

const reports = suite('ssl-check: report')

reports('a line for each check, by section, and the grade as what it is', () => {
  const { text, exit } = report({})
  assert.is(exit, undefined)
  assert.is(text.split('\n')[0], 'https://app.example.test at 192.0.2.1:443')
  assert.is(section(text, 'protocols'), `\
protocols
  ok    SSLv2                  refused
  ok    SSLv3                  refused
  ok    TLS 1.0                refused
  ok    TLS 1.1                refused
  ok    TLS 1.2 or 1.3         offered: TLS 1.2 and TLS 1.3
  ok    TLS 1.3                offered, with 3 cipher suites`)
  assert.is(text.split('\n\n').at(-1), `\
Grade A+ by testssl's caps (score 96).
Headers A+ (135) by the observatory's table.
49 ok, 1 not judged.`)
})

reports('what is wrong has the way out below it, and nothing is wider than a terminal', () => {
  const many = offered('RSA_WITH_AES_128_CBC_SHA', 'RSA_WITH_AES_256_CBC_SHA', 'RSA_WITH_3DES_EDE_CBC_SHA', 'RSA_WITH_CAMELLIA_128_CBC_SHA')
  const { text, exit } = report({ handshakes: { offers: offers({ 'TLS 1.1': many }) } })
  assert.is(exit, 1)
  assert.match(text, `\
  fail  3DES (SWEET32)         offered: TLS_RSA_WITH_3DES_EDE_CBC_SHA
        → nginx: ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
  fail  CBC (LUCKY13)          offered: TLS_RSA_WITH_AES_128_CBC_SHA,
                               TLS_RSA_WITH_AES_256_CBC_SHA,
                               TLS_RSA_WITH_3DES_EDE_CBC_SHA and 1 more
        → nginx: ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;`)
  assert.ok(text.split('\n').every((line) => line.length <= 80))
  assert.match(text, /\nGrade B at best by testssl's caps \(score 95\), because of TLS 1\.1\.\n/)
})

reports('what the grade depends on has to be judged; what is left out on purpose has not', () => {
  assert.is(isPassed(checkAll(observed({ handshakes: { sslv2: silent } }))), false)
  const local = { expected: dev, pages: pages({ home: page('/', 200, { 'Strict-Transport-Security': null }), others: [] }) }
  const { text, exit } = report(local)
  assert.is(exit, undefined)
  assert.match(text, /\nGrade A by testssl's caps \(score 96\), because of HSTS\.\n/)
  assert.match(text, /\n {2}off {3}HSTS {19}not in dev/)
})

reports('for programs it is a value', () => {
  const { result } = report({ expected: prod })
  assert.equal([result.url, result.name, result.port, result.reached, result.environment, result.passed, result.grade, result.because, result.atBest],
    ['https://app.example.test', 'app.example.test', 443, '192.0.2.1:443', 'prod', true, 'A+', [], false])
  assert.equal(result.score, { protocol: 100, keyExchange: 100, cipher: 90, total: 96 })
  assert.equal(result.lines[0], { id: 'sslv2', section: 'protocols', title: 'SSLv2', verdict: 'ok', evidence: 'refused', wayOut: '', cap: null })
})

reports('what a server says cannot reach the terminal', () =>
  assert.match(report({ pages: pages({ home: page('/', 200, { server: 'x/1\x1b[2J' }) }) }).text, 'server: x/1·[2J'))

reports('may have colours', () => assert.match(report({}, true).text, '\x1b[32mok    \x1b[39m'))

reports.run()
