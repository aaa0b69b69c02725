import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ancient } from './ancient.mts'
import { check, using } from './endpoint.mts'
import { code } from './observed.mts'

const taken = ['RSA_EXPORT_WITH_RC4_40_MD5', 'RSA_WITH_RC4_128_SHA', 'RSA_WITH_DES_CBC_SHA', 'RSA_WITH_3DES_EDE_CBC_SHA'].map(code)

const test = suite('ssl-check: a server of long ago')

test('shows all that no library of today could ask for', () => using(ancient(taken), async (port) => {
  const { lines, graded } = await check(port)
  const said = (id: string) => {
    const line = lines.find((each) => each.id === id)
    return `${line?.verdict} ${line?.cap ?? '-'}: ${line?.evidence}`
  }
  assert.is(said('sslv2'), 'fail F: offered')
  assert.is(said('sslv3'), 'fail B: offered, with 4 cipher suites')
  assert.is(said('tls10'), 'fail B: offered, with 4 cipher suites')
  assert.is(said('tls12'), 'fail C: neither is offered')
  assert.is(said('export'), 'fail F: offered: TLS_RSA_EXPORT_WITH_RC4_40_MD5')
  assert.is(said('short-keys'), 'fail F: offered: TLS_RSA_WITH_DES_CBC_SHA')
  assert.is(said('rc4'), 'fail B: offered: TLS_RSA_EXPORT_WITH_RC4_40_MD5, TLS_RSA_WITH_RC4_128_SHA')
  assert.is(said('small-blocks'), 'fail -: offered: TLS_RSA_WITH_DES_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA')
  assert.is(said('compression'), 'fail C: method 1 is taken')
  assert.is(said('fallback'), 'fail A: a fallback from TLS 1.0 to SSLv3 is let through')
  assert.is(said('renegotiation'), 'fail A-: not supported')
  assert.is(said('heartbleed'), 'open F: heartbeats are offered; only an attack would tell')
  assert.is(said('ccs'), 'fail F: encryption before its time is taken')
  assert.is(said('poodle'), 'fail C: SSLv3 with CBC suites')
  assert.is(said('beast'), 'fail B: CBC suites before TLS 1.1')
  assert.is(said('robot'), 'open F: there are suites with RSA key exchange; only an attack would tell')
  assert.is(said('drown'), 'fail F: SSLv2 is offered')
  assert.is(said('trust'), 'open T: no certificate was seen')
  assert.is(graded.grade, 'F')
}))

test.run()
