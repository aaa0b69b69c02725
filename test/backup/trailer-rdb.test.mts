import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crc64 } from '../../scripts/backup/crc64.mts'
import { rdbTrailer } from '../../scripts/backup/trailer-rdb.mts'
import { fed, sizes } from './fed.mts'

const sumOf = (bytes: Buffer): Buffer => {
  const sum = crc64()
  sum.push(bytes)
  const written = Buffer.alloc(8)
  written.writeUInt32LE(sum.low(), 0)
  written.writeUInt32LE(sum.high(), 4)
  return written
}
const snapshot = (magic = 'REDIS0011', sum = sumOf): Buffer => {
  const body = Buffer.concat([Buffer.from(magic), Buffer.from('key and value '.repeat(100)), Buffer.of(0xff)])
  return Buffer.concat([body, sum(body)])
}

const rdb = suite('backup: end of a snapshot of Redis')

rdb('the checksum is the one of Redis', () => {
  const sum = crc64()
  sum.push(Buffer.from('123456789'))
  assert.is(sum.high().toString(16) + sum.low().toString(16), 'e9c6d914c4b8d9ca')
})

rdb('what a server of Redis 7 has written', () => assert.is(fed(rdbTrailer, Buffer.from('UkVESVMwMDEw+glyZWRpcy12ZXIGNy4wLjE1+gpyZWRpcy1iaXRzwED6BWN0aW1lwnm1Amv6CHVzZWQtbWVtwmj0DQD6CGFvZi1iYXNlwAD/JVxskytmT7c=', 'base64')), undefined))

rdb('a whole one, in pieces of any size', () => {
  for (const size of sizes) assert.is(fed(rdbTrailer, snapshot(), size), undefined, `${size}`)
})

rdb('of Valkey as well, and of a server that writes no checksum', () => {
  assert.is(fed(rdbTrailer, snapshot('VALKEY080')), undefined)
  assert.is(fed(rdbTrailer, snapshot('REDIS0009', () => Buffer.alloc(8))), undefined)
})

rdb('a bit that is another one, anywhere', () => {
  const whole = snapshot()
  for (let at = 0; at < whole.length; at += 13) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 4
    assert.ok(fed(rdbTrailer, flipped), `byte ${at}`)
  }
})

rdb('one that was cut short, anywhere', () => {
  const whole = snapshot()
  for (let at = 0; at < whole.length; at++) assert.ok(fed(rdbTrailer, whole.subarray(0, at)), `after ${at}`)
})

rdb('nothing, and something else', () => {
  assert.is(fed(rdbTrailer, Buffer.of()), 'it is empty')
  assert.match(fed(rdbTrailer, Buffer.from('-LOADING Redis is loading the dataset in memory\r\n')) ?? '', 'does not begin')
})

rdb.run()
