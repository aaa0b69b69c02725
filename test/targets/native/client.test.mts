import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clientOf } from '../../../scripts/serve/client.mts'
import { hostOf, isOneOf } from '../../../scripts/serve/host.mts'
import { isWithin, readAddress } from '../../../scripts/serve/network.mts'

const network = suite('addresses and networks')

network('one address, whichever way it is written', () => {
  assert.equal(['1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304', '0:0:0:0:0:FFFF:102:304'].map((text) => readAddress(text)?.toString(16)), Array(4).fill('ffff01020304'))
  assert.equal(['::1', '::', '2001:db8::1:0', 'fe80:1:2:3:4:5:6:7'].map((text) => readAddress(text)?.toString(16)), ['1', '0', '20010db8000000000000000000010000', 'fe800001000200030004000500060007'])
  assert.equal(['', 'x', '1.2.3', '1.2.3.256', '1.2.3.4.5', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::12345', '1:2:3:4:5:6:7::8', 'unknown'].map(readAddress), Array(12).fill(undefined))
})

network('an address is in a network of its own kind', () => {
  const networks = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '2001:db8::5']
  assert.equal(['10.255.0.1', '192.0.2.7', 'fdff::1', '2001:db8::5', '::ffff:10.0.0.1'].map((address) => isWithin(networks, address)), Array(5).fill(true))
  assert.equal(['11.0.0.1', '192.0.2.8', 'fe00::1', '2001:db8::6', '::a00:1', ''].map((address) => isWithin(networks, address)), Array(6).fill(false))
  assert.equal([['0.0.0.0/0', '8.8.8.8'], ['0.0.0.0/0', '::1'], ['::/0', '::1'], ['10.0.0.1/32', '10.0.0.2']].map(([one = '', address = '']) => isWithin([one], address)), [true, false, true, false])
})

network.run()

// ---

const client = suite('who asks')
const trust = ['10.0.0.0/8', '::1']
const asks = (address: string, forwardedFor?: string, forwardedProto?: string, isSecure = false) => {
  const { address: found, isSecure: isSafe } = clientOf(trust, { address, isSecure }, { forwardedFor, forwardedProto })
  return `${found} ${isSafe ? 'https' : 'http'}`
}

client('is who is connected, whatever strangers claim', () => {
  assert.equal([asks('6.6.6.6', '1.1.1.1', 'https'), asks('6.6.6.6', '10.0.0.1', 'http', true)], ['6.6.6.6 http', '6.6.6.6 https'])
})

client('is whom a trusted proxy names, back to the first that nobody trusts', () => {
  assert.equal(['1.1.1.1', '6.6.6.6, 1.1.1.1', '1.1.1.1,10.0.0.2 , ::1', '10.0.0.9', '1.1.1.1:80', '[2001:db8::1]:443'].map((claim) => asks('10.0.0.1', claim)), ['1.1.1.1', '1.1.1.1', '1.1.1.1', '10.0.0.9', '1.1.1.1', '2001:db8::1'].map((found) => `${found} http`))
})

client('is the last one known where a claim makes no sense', () => {
  assert.equal(['', 'unknown', '1.1.1.1, unknown', '1.1.1.1, _hidden, 10.0.0.2'].map((claim) => asks('10.0.0.1', claim)), ['10.0.0.1 http', '10.0.0.1 http', '10.0.0.1 http', '10.0.0.2 http'])
})

client('came over TLS when a trusted proxy says so', () => {
  assert.equal([asks('10.0.0.1', '', 'https'), asks('::1', '', 'HTTPS, http'), asks('::1', '', 'http', true), asks('::1', '', 'ws', true)], ['10.0.0.1 https', '::1 https', '::1 http', '::1 https'])
})

client.run()

// ---

const host = suite('whom a client asks')

host('without port and in small letters; one in the target comes first', () => {
  assert.equal([hostOf('/', 'Shop.Test.:80'), hostOf('http://A.test:1/x', 'b.test'), hostOf('/', '[::1]:80'), hostOf('/', undefined)], ['shop.test', 'a.test', '[::1]', ''])
})

host('one of ours by its name, its address, or one label before a name', () => {
  assert.equal(['a.test', 'x.a.test', '[::1]', '127.0.0.1', 'b.test'].map((name) => isOneOf(['a.test', '*.A.test', '::1', '127.0.0.1'], name)), [true, true, true, true, false])
  assert.equal(['x.y.a.test', '.a.test', '*', 'test', ''].map((name) => isOneOf(['*.a.test'], name)), Array(5).fill(false))
})

host.run()
