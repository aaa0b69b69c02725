import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { quoteWord } from '../../scripts/plan/explain.mts'
import { postgresKeeping } from '../../scripts/kinds/postgres-keeping.mts'
import { redisKeeping } from '../../scripts/kinds/redis-keeping.mts'
import { byHand } from '../../scripts/restore/by-hand.mts'

const where = { project: 'shop-prod', service: 'db', container: 'shop-prod-db-1', image: 'postgres:18' }
const postgres = postgresKeeping({ user: 'app' })
const test = suite('commands for a person without gantry')

test('a database is made as it was and filled under a name of its own', () => assert.equal(byHand(postgres, { of: 'postgres', item: 'a b', file: 'db.a%20b.sql.zst', traits: { encoding: 'SQL_ASCII', datcollate: 'C', datctype: 'C', datlocprovider: 'c' } }, where), [
  "docker compose --project-name shop-prod exec -T --env 'PGHOST=' --env 'PGUSER=app' --env 'PGDATABASE=' db createdb --template=template0 --encoding=SQL_ASCII --lc-collate=C --lc-ctype=C -- 'a b_restored'",
  "zstd --quiet --test db.a%20b.sql.zst && zstd --decompress --stdout db.a%20b.sql.zst | docker compose --project-name shop-prod exec -T --env 'PGHOST=' --env 'PGUSER=app' --env 'PGDATABASE=a b_restored' db psql -X -1 -v 'ON_ERROR_STOP=1' -f - -o /dev/null"]))
test('a long name is shortened, so that it is never that of the database itself', () => {
  const [make = '', fill = ''] = byHand(postgres, { of: 'postgres', item: `${'ü'.repeat(31)}x`, file: 'db.sql.zst' }, where)
  assert.ok(make.endsWith(` -- ${quoteWord(`${'ü'.repeat(27)}_restored`)}`), make)
  assert.ok(fill.includes(`PGDATABASE=${'ü'.repeat(27)}_restored`), fill)
})
test('what is encrypted is opened with a key, twice: tested first', () => assert.match(byHand(postgres, { of: 'postgres', item: 'shop', file: 'db.shop.sql.zst.age' }, where)[1] ?? '', /^age --decrypt --identity KEY db\.shop\.sql\.zst\.age \| zstd --quiet --test && age --decrypt --identity KEY db\.shop\.sql\.zst\.age \| zstd --decompress --stdout \| docker/))
test('roles go to the server as they are', () => assert.match(byHand(postgres, { of: 'postgres-roles', item: '', file: 'db.sql.zst' }, where).join(), /zstd --decompress --stdout db\.sql\.zst \| .* db psql -XqAt -f -/))
test('files belong to who the service is', () => {
  const [, lay = ''] = byHand(redisKeeping({}), { of: 'redis', item: '', file: 'db.rdb.zst' }, { ...where, user: '1000:1000' })
  assert.match(lay, / --user 1000:1000 --volumes-from /)
})
test('a server that finds its data in files is stopped for it', () => {
  const [stop = '', lay = ''] = byHand(redisKeeping({}), { of: 'redis', item: '', file: 'db.rdb.zst' }, where)
  assert.match(stop, /^docker compose --project-name shop-prod stop db && docker run .* --volumes-from shop-prod-db-1 --workdir \/data /)
  assert.match(lay, /^zstd --quiet --test db\.rdb\.zst && zstd --decompress --stdout db\.rdb\.zst \| docker run .* && docker compose --project-name shop-prod start db$/)
})

test.run()
