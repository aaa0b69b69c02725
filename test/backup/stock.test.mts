import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stockOf, type Item } from '../../scripts/backup/stock.mts'
import type { Keeping } from '../../scripts/kinds/keeping.mts'
import type { Mount, Workload } from '../../scripts/kinds/workload.mts'
import { environmentOf, yaml } from '../stack/reading.mts'
import { environment, workload } from '../targets/workload.mts'

const stock = suite('backup: what an environment has to keep')

const volume = (name: string, path: string, changes: Partial<Extract<Mount, { type: 'volume' }>> = {}): Mount => ({ type: 'volume', name, path, readOnly: false, cache: false, ...changes })
const bind = (source: string, path: string, readOnly = false): Mount => ({ type: 'bind', source, path, readOnly })
const [off, live] = [{ isOn: false, isLive: false, sqlite: [] }, { isOn: true, isLive: true, sqlite: [] }]
const keeps = { of: 'postgres', format: 'sql' } as Keeping

const text = (item: Item): string => item.is === 'server' ? `server ${item.service}` : item.is === 'sqlite' ? `sqlite ${item.service} ${item.item}` : item.is === 'gantry' ? 'gantry'
  : `${item.is} ${item.service} ${item.item} of ${item.users.join('+')}${item.isLive ? ' live' : ''} (${item.source})`
const seen = (...workloads: readonly Workload[]) => {
  const { items, skipped } = stockOf(environment({ workloads }))
  return { kept: items.map(text).filter((one) => one !== 'gantry'), left: skipped.map(({ service, item, message }) => `${service} ${item}: ${message}`) }
}

stock('its own state is always kept', () => assert.equal(stockOf(environment()).items, [{ is: 'gantry', service: 'gantry', item: '' }]))

stock('a server is asked for its data; the volume they stand in is not copied', () => assert.equal(
  seen(workload({ name: 'db', keeps, mounts: [volume('db-data', '/var/lib/postgresql', { isSeeded: true }), volume('extra', '/extra'), { type: 'tmpfs', path: '/tmp' }] })),
  { kept: ['server db', 'volume db extra of db (shop-prod_extra)'], left: [] }))

stock('a ClickHouse that is called one is asked as well, whatever kind it is', () => {
  const of = (backup: string) => environmentOf(yaml`
name: shop
services:
  events: { kind: container, image: "clickhouse/clickhouse-server:25.8", backup: ${backup}, volumes: ["events:/var/lib/clickhouse", "kept:/backups"] }
environments: { prod: { domain: shop.example.com } }`, 'prod')
  const kept = (backup: string) => stockOf(of(backup)).items.map(text)
  assert.equal(kept('{ clickhouse: { disk: kept, path: /backups } }'), ['server events', 'gantry'])
  assert.equal(kept('{ clickhouse: true }'), ['server events', 'volume events kept of events (shop-prod_kept)', 'gantry'])
  assert.equal(kept('{ clickhouse: false }').length, 3)
})

stock('a volume is copied once, under the name of who writes to it, whoever mounts it', () => assert.equal(
  seen(workload({ name: 'web', mounts: [volume('files', '/srv', { readOnly: true })] }), workload({ name: 'api', mounts: [volume('files', '/files')] }), workload({ name: 'worker', mounts: [volume('files', '/files')] })),
  { kept: ['volume api files of web+api+worker (shop-prod_files)'], left: [] }))

stock('live only where everyone who mounts it says so', () => {
  const of = (name: string, backup: Workload['backup']) => workload({ name, backup, mounts: [volume('files', '/files')] })
  assert.equal(seen(of('api', live), of('worker', live)).kept, ['volume api files of api+worker live (shop-prod_files)'])
  assert.equal(seen(of('api', live), of('worker', { ...live, isLive: false })).kept, ['volume api files of api+worker (shop-prod_files)'])
})

stock('folders that are written to are kept, what is only read is not', () => assert.equal(
  seen(workload({ name: 'api', mounts: [bind('data/up', '/up'), bind('/srv/shared', '/shared'), bind('conf', '/conf', true), { type: 'rendered', target: 'nginx', folder: 'site', path: '/site' }] })),
  { kept: ['folder api ./data/up of api (data/up)', 'folder api /srv/shared of api (/srv/shared)'], left: ['api ./conf: read-only: what is in it comes from elsewhere'] }))

stock('caches, volumes without a name and services that say no are left alone, with the reason', () => assert.equal(
  seen(workload({ name: 'api', mounts: [volume('wheels', '/w', { cache: true }), volume('', '/anon')] }), workload({ name: 'db', keeps, backup: off, mounts: [volume('db-data', '/data', { isSeeded: true })] }), workload({ name: 'scratch', backup: off, mounts: [volume('x', '/x')] })),
  { kept: [], left: ['api wheels: cache: true: it can be made again', 'api /anon: a volume without a name goes with its container: give it a name to keep it', 'db : backup: false', 'scratch x: backup: false'] }))

stock('SQLite files are copied by SQLite, and the volume they are in all the same', () => assert.equal(
  seen(workload({ name: 'api', backup: { ...live, isLive: false, sqlite: ['/data/app.db'] }, mounts: [volume('data', '/data')] })).kept,
  ['sqlite api /data/app.db', 'volume api data of api (shop-prod_data)']))

stock.run()
