import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldOf, variablePrefix } from '../../scripts/kinds/address.mts'

const test = suite('kinds: addresses')

const db = { host: 'db', port: 5432, ports: { tcp: 5432, metrics: 9187 }, user: 'app', name: 'shop', password: 'db_password' }

test('fields of an address are texts, the password is the name of a secret', () => {
  assert.equal(['host', 'port', 'user', 'name', 'ports.metrics'].map((field) => fieldOf(db, field)), ['db', '5432', 'app', 'shop', '9187'])
  assert.equal(fieldOf(db, 'password'), { secret: 'db_password' })
})

test('a field that is not there is undefined, also one that every object has', () => {
  assert.equal(['path', 'ports', 'ports.http', 'constructor', 'ports.constructor', '__proto__', ''].map((field) => fieldOf(db, field)), Array(7).fill(undefined))
  assert.is(fieldOf({ host: 'a', ports: {} }, 'password'), undefined)
})

test('a name with dashes becomes a name of variables', () => {
  assert.equal(['db', 'orders-db', 'a1-b2-c'].map(variablePrefix), ['DB', 'ORDERS_DB', 'A1_B2_C'])
})

test.run()
