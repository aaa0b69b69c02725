import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { postgresKeeping } from '../../scripts/kinds/postgres-keeping.mts'
import { redisKeeping } from '../../scripts/kinds/redis-keeping.mts'
import { byHand } from '../../scripts/restore/by-hand.mts'

const where = { project: 'shop-prod', service: 'db', container: 'shop-prod-db-1', image: 'postgres:18' }
const postgres = postgresKeeping({ user: 'app' })
const test = suite('commands for a person without gantry')

test('a database is made and filled under a name of its own', () => assert.equal(byHand(postgres, { of: 'postgres', item: 'a b', file: 'db.a%20b.sql.zst', encrypted: false }, where), [
  "docker compose --project-name shop-prod exec -T --env 'PGHOST=' --env 'PGUSER=app' --env 'PGDATABASE=' db createdb --template=template0 -- 'a b_restored'",
  "zstd --decompress --stdout db.a%20b.sql.zst | docker compose --project-name shop-prod exec -T --env 'PGHOST=' --env 'PGUSER=app' --env 'PGDATABASE=a b_restored' db psql -X -1 -v 'ON_ERROR_STOP=1' -f - -o /dev/null"]))
test('what is encrypted is opened with a key', () => assert.match(byHand(postgres, { of: 'postgres', item: 'shop', file: 'db.shop.sql.zst.age', encrypted: true }, where)[1] ?? '', /^age --decrypt --identity KEY db\.shop\.sql\.zst\.age \| zstd --decompress --stdout \| docker/))
test('roles go to the server as they are', () => assert.match(byHand(postgres, { of: 'postgres-roles', item: '', file: 'db.sql.zst', encrypted: false }, where).join(), /^zstd --decompress --stdout db\.sql\.zst \| .* db psql -XqAt -f -/))
test('a server that finds its data in files is stopped for it', () => {
  const [stop = '', lay = ''] = byHand(redisKeeping({}), { of: 'redis', item: '', file: 'db.rdb.zst', encrypted: false }, where)
  assert.match(stop, /^docker compose --project-name shop-prod stop db && docker run .* --volumes-from shop-prod-db-1 --workdir \/data /)
  assert.match(lay, /^zstd --decompress --stdout db\.rdb\.zst \| docker run .* && docker compose --project-name shop-prod start db$/)
})

test.run()
