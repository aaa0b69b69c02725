import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serviceOf } from './render.mts'
import { workload } from './workload.mts'

const build = { context: 'services/api', dockerfile: '../../dockerfile/api.Dockerfile', target: 'production', owner: 'api' }
const health = { command: ['true'], interval: 1000, timeout: 1000, retries: 1, startPeriod: 0, startInterval: 250 }

const test = suite('a service in the compose file')

test('runs an image, or the one an image map names instead', () => {
  assert.is(serviceOf({ image: 'redis:8' }).image, 'redis:8')
  assert.is(serviceOf({ image: 'redis:8' }, { images: { 'redis:8': 'mirror/redis:8' } }).image, 'mirror/redis:8')
})

test('builds its image from a folder seen from the compose file', () => {
  const service = serviceOf({ image: 'shop/api:prod', build })
  assert.equal([service.image, service.pull_policy], ['shop/api:prod', undefined])
  assert.equal(service.build, { context: '../../services/api', dockerfile: '../../dockerfile/api.Dockerfile', target: 'production' })
})

test('builds on mapped base images', () => {
  assert.equal(serviceOf({ build }, { images: { 'python:3.13-slim': 'localhost/python:3' } }).build.additional_contexts, { 'python:3.13-slim': 'docker-image://localhost/python:3' })
})

test('uses what another service builds and never asks a registry for it', () => {
  const service = serviceOf({ image: 'shop/worker:prod', build: { ...build, owner: 'worker' } }, { images: { 'shop/worker:prod': 'elsewhere' } })
  assert.equal([service.image, service.pull_policy, service.build], ['shop/worker:prod', 'never', undefined])
})

test('waits for healthy, for done, or for started where there is no probe', () => {
  const workloads = [workload({ name: 'db', health }), workload({ name: 'migrate', runs: 'job' }), workload({ name: 'cache' })]
  const needs = [{ service: 'db', until: 'ready' }, { service: 'migrate', until: 'done' }, { service: 'cache', until: 'ready' }] as const
  assert.equal(serviceOf({ needs, wants: ['mail'] }, { workloads }).depends_on, {
    cache: { condition: 'service_started' }, db: { condition: 'service_healthy' }, migrate: { condition: 'service_completed_successfully' },
  })
})

test('does not wait for what lives elsewhere or runs on a schedule, unless it runs on one itself', () => {
  const workloads = [workload({ name: 'nightly', scheduled: true })]
  const needs = [{ service: 'managed', until: 'ready' }, { service: 'nightly', until: 'done' }] as const
  assert.is(serviceOf({ needs }, { workloads }).depends_on, undefined)
  assert.equal(serviceOf({ needs, scheduled: true }, { workloads }).depends_on, { nightly: { condition: 'service_completed_successfully' } })
})

test('what is scheduled starts only when it is called', () => {
  assert.equal(serviceOf({ scheduled: true }).profiles, ['scheduled'])
})

test('limits, reservations, replicas and GPUs', () => {
  const resources = { limits: { cpus: 2, memory: 4 * 1024 ** 3, pids: 512 }, reservations: { cpus: 1, memory: 1500 * 1024 ** 2 }, gpus: 'all' } as const
  assert.equal(serviceOf({ resources, replicas: 3 }).deploy, {
    replicas: 3,
    resources: {
      limits: { cpus: '2', memory: '4G', pids: 512 },
      reservations: { memory: '1500M', devices: [{ driver: 'nvidia', count: 'all', capabilities: ['gpu'] }] },
    },
  })
})

test('mounts', () => {
  const { volumes, tmpfs } = serviceOf({ mounts: [
    { type: 'volume', name: 'data', path: '/v1', readOnly: false, cache: false }, { type: 'volume', name: '', path: '/v2', readOnly: true, cache: true },
    { type: 'bind', source: 'conf', path: '/v3', readOnly: false }, { type: 'bind', source: '/mnt/x', path: '/v4', readOnly: true },
    { type: 'rendered', target: 'nginx', folder: 'proxy', path: '/v5' },
    { type: 'tmpfs', path: '/t1' }, { type: 'tmpfs', path: '/t2', size: 64 * 1024 ** 2, user: '101:101' }, { type: 'tmpfs', path: '/t3', size: 1000 },
  ] })
  assert.equal(volumes, [
    { type: 'volume', source: 'data', target: '/v1' }, { type: 'volume', target: '/v2', read_only: true },
    { type: 'bind', source: '../../conf', target: '/v3', bind: { create_host_path: false } },
    { type: 'bind', source: '/mnt/x', target: '/v4', read_only: true, bind: { create_host_path: false } },
    { type: 'bind', source: '../../nginx/prod/proxy', target: '/v5', read_only: true, bind: { create_host_path: false } },
  ])
  assert.equal(tmpfs, ['/t1', '/t2:size=64m,uid=101,gid=101,mode=0755', '/t3:size=1000'])
})

test('published ports', () => {
  const port = (address: string, protocol: 'tcp' | 'udp' = 'tcp') => ({ address, host: 8080, port: 80, protocol })
  assert.equal(serviceOf({ publish: [port('127.0.0.1'), port('::1'), port(''), port('0.0.0.0', 'udp')] }).ports, ['127.0.0.1:8080:80', '[::1]:8080:80', '8080:80', '0.0.0.0:8080:80/udp'])
})

test('private variables come from a file that is not committed', () => {
  assert.equal(serviceOf({ privateVariables: { KEY: 'x' } }).env_file, ['../../.gantry/prod/env/api.env'])
  assert.is(serviceOf({}).env_file, undefined)
})

test('secrets are files; a composed one is the file of its service under the name it uses', () => {
  assert.equal(serviceOf({ secrets: [{ name: 'jwt' }, { name: 'db_url', value: 'postgres://…' }] }).secrets, [{ source: 'api.db_url', target: 'db_url' }, 'jwt'])
})

test('a secret becomes a variable when the process starts, and nowhere before', () => {
  const { entrypoint, command, secrets } = serviceOf({ entrypoint: ['/entry'], command: ['serve', 'a b'], secrets: [{ name: 'jwt', as: 'JWT' }, { name: 'db_url', value: 'x', as: 'DATABASE_URL' }] })
  assert.equal([...entrypoint.slice(0, 2), entrypoint[3], ...command], ['/bin/sh', '-c', 'sh', '/entry', 'serve', 'a b'])
  assert.is(entrypoint[2].replaceAll('$$', '$'), `JWT="$(cat '/run/secrets/jwt' && echo .)" || exit 1
export JWT="\${JWT%.}"
DATABASE_URL="$(cat '/run/secrets/db_url' && echo .)" || exit 1
export DATABASE_URL="\${DATABASE_URL%.}"
exec "$@"`)
  assert.equal(secrets, [{ source: 'api.db_url', target: 'db_url' }, 'jwt'])
})

test('a root that may be written is not called read-only', () => {
  assert.is(serviceOf({ readOnlyRoot: false }).read_only, undefined)
})

test.run()
