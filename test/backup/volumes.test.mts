import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { holdsKey, isEnvFile, statePaths, withoutSecrets } from '../../scripts/backup/own-state.mts'
import type { FileItem } from '../../scripts/backup/stock.mts'
import { treeDigest } from '../../scripts/backup/volumes-digest.mts'
import { copiedPath, filesByHand, sightOf } from '../../scripts/backup/volumes.mts'
import { copy } from '../../scripts/docker/copy.mts'
import { readMounting, usersOf } from '../../scripts/docker/users.mts'
import { tarHeader, tarPadding } from '../../scripts/wheels/tar.mts'

const item: FileItem = { is: 'volume', service: 'api', item: 'files', source: 'shop-prod_files', users: ['api'], isLive: false }
const folder: FileItem = { ...item, is: 'folder', item: './up', source: 'up' }

const volumes = suite('backup: volumes')

volumes('a container that is never started lends its mounts', () => assert.is(
  copy.lend('shop-prod', 'busybox:1', ['/var/lib/postgresql'], [sightOf({ item, path: item.source }, 0, true)]).join(' '),
  'docker container create --network none --pull never --label gantry.lends=shop-prod --mount type=tmpfs,target=/var/lib/postgresql --mount type=volume,source=shop-prod_files,target=/gantry/0/content,readonly,volume-nocopy busybox:1 true'))

volumes('a path with a comma or a quote stays one field', () =>
  assert.is(copy.lend('p', 'i', [], [sightOf({ item: folder, path: '/a,"b' }, 1, false)]).find((word) => word.startsWith('type=bind')), 'type=bind,"source=/a,""b",target=/gantry/1/content'))

volumes('of a single file, the folder is mounted and the file copied', () => {
  const found = { item: folder, path: '/srv/up/one', file: 'one' }
  assert.equal([sightOf(found, 2, true).source, copiedPath(found, 2), copiedPath({ item, path: 'x' }, 0)], ['/srv/up', '/gantry/2/one', '/gantry/0/content'])
})

volumes('two commands put files back without gantry: nobody uses the volume meanwhile, and what stood in it goes', () => {
  const mount = "--mount 'type=volume,source=shop-prod_files,target=/gantry/content,volume-nocopy'"
  assert.equal(filesByHand({ item, path: item.source }, 'api.files.tar.zst', 'busybox:1'), [
    `docker container create --name shop-prod_files-by-hand ${mount} busybox:1 true`,
    [
      'users=$(docker ps --quiet --filter \'volume=shop-prod_files\')', '{ [ -z "$users" ] || docker stop $users; }', 'zstd --quiet --test api.files.tar.zst',
      `docker run --rm --network none --user 0 ${mount} --entrypoint find busybox:1 /gantry/content -mindepth 1 -maxdepth 1 -exec rm -rf '{}' +`,
      'zstd --decompress --stdout api.files.tar.zst | docker container cp --archive - shop-prod_files-by-hand:/gantry', 'docker container rm shop-prod_files-by-hand', '{ [ -z "$users" ] || docker start $users; }',
    ].join(' && '),
  ])
  assert.equal(filesByHand({ item: folder, path: '/srv/a b' }, 'api.x.tar.zst.age', 'busybox:1'), [
    "mkdir -p '/srv/a b'", "age --decrypt --identity KEY api.x.tar.zst.age | zstd --quiet --test && age --decrypt --identity KEY api.x.tar.zst.age | zstd --decompress --stdout | tar --extract --preserve-permissions --numeric-owner --strip-components 1 --directory '/srv/a b'"])
})

const containers = readMounting(JSON.stringify([
  { Id: '1', Name: '/w', State: { Status: 'running' }, Mounts: [{ Type: 'volume', Name: 'files', RW: true }] },
  { Id: '2', Name: '/r', State: { Status: 'running' }, Mounts: [{ Type: 'volume', Name: 'files', RW: false }] },
  { Id: '3', Name: '/near', State: { Status: 'running' }, Mounts: [{ Type: 'volume', Name: 'files2', RW: true }, { Type: 'bind', Source: '/srv/up2', RW: true }] },
  { Id: '4', Name: '/part', State: { Status: 'running' }, Mounts: [{ Type: 'bind', Source: '/srv/up/part', RW: true }] },
]))

volumes('who writes, who only reads, and whose name is only alike', () => {
  const names = (held: { readonly is: 'volume' | 'folder'; readonly source: string }, only: 'writers' | 'all') => usersOf(containers, [held], only).map(({ name }) => name)
  assert.equal(names({ is: 'volume', source: 'files' }, 'writers'), ['w'])
  assert.equal(names({ is: 'volume', source: 'files' }, 'all'), ['w', 'r'])
  assert.equal(names({ is: 'folder', source: '/srv/up' }, 'all'), ['part'])
})

volumes.run()

// ---

const digest = suite('backup: what a tree comes to')

const file = (path: string, content: string): Buffer => Buffer.concat([tarHeader({ path, size: content.length }), Buffer.from(content), tarPadding(content.length)])
const sum = (tar: Buffer, step = tar.length): unknown => {
  const tree = treeDigest()
  for (let at = 0; at < tar.length; at += step) tree.push(tar.subarray(at, at + step))
  return tree.end()
}
const [one, two, long] = [file('a/one', 'x'.repeat(700)), file('two', ''), file(`deep/${'ü'.repeat(120)}`, 'long')]
const end = Buffer.alloc(1024)

digest('the order of the entries does not matter, nor how the bytes come', () => {
  const all = sum(Buffer.concat([one, two, long, end]))
  assert.equal(sum(Buffer.concat([long, two, one, end])), all)
  for (const step of [1, 7, 512, 513]) assert.equal(sum(Buffer.concat([one, two, long, end]), step), all)
  assert.equal(all, { ...(all as object), entries: 3, bytes: 704 })
})

digest('another byte, name or place does', () => {
  const sums = [[one, two], [one], [file('a/one', 'y'.repeat(700)), two], [file('a/One', 'x'.repeat(700)), two], [one, one, two]].map((parts) => JSON.stringify(sum(Buffer.concat([...parts, end]))))
  assert.is(new Set(sums).size, sums.length)
})

digest('`./a/one` is `a/one`', () => assert.equal(sum(Buffer.concat([file('./a//one', 'x'), end])), sum(Buffer.concat([file('a/one', 'x'), end]))))

digest('a damaged header is said', () => {
  const damaged = Buffer.from(one)
  damaged[0] = 1
  assert.throws(() => sum(damaged), 'damaged')
})

digest.run()

// ---

const state = suite('backup: gantry\'s own state')

state('what is kept of an environment', () => assert.equal(statePaths({ name: 'prod' }), ['stack.yaml', 'templates', 'images.lock', '.env', '.env.prod', '.gantry/prod/releases', 'ssl/prod']))

state('the values of secrets are left out of an env file, by what is declared, by the name, by what they look like', () => {
  const key = createHash('sha256').update('key').digest('hex')
  const { text, names } = withoutSecrets(`PORT=8080\nexport API_KEY="two\nlines"\nDATABASE_URL=postgres://u:pw@h/d\nJWT=${key}\nMY_THING=abc # mine\nSECRET=\n# PASSWORD=old\n`, ['my_thing'])
  assert.is(text, 'PORT=8080\nexport API_KEY=# a secret: left out of the backup\nDATABASE_URL=# a secret: left out of the backup\nJWT=# a secret: left out of the backup\nMY_THING=# a secret: left out of the backup\nSECRET=\n# PASSWORD=old\n')
  assert.equal(names, ['API_KEY', 'DATABASE_URL', 'JWT', 'MY_THING'])
})

state('env files and private keys are known', () => {
  assert.equal(['.env', '.env.prod', 'templates/.env', 'stack.yaml'].map(isEnvFile), [true, true, false, false])
  assert.equal(['-----BEGIN EC PRIVATE KEY-----', '-----BEGIN CERTIFICATE-----', '{"kty": "RSA", "d": "x"}'].map(holdsKey), [true, false, true])
})

state.run()
