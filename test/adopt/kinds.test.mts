import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dockerfiles, made, service } from './reading.mts'

const test = suite('adopt: what a service is')

const kindOf = (keys: string, files: Readonly<Record<string, string>> = {}): string => service(keys, files)['kind']

for (const [keys, kind] of [
  ['image: postgres:17', 'postgres'], ['image: docker.io/library/postgres:17', 'postgres'], ['image: pgvector/pgvector:pg17', 'postgres'], ['image: redis:7', 'redis'], ['image: bitnami/redis', 'container'], ['image: mysql:8', 'container'],
  ['image: node:24\ncommand: node server.js\nports: ["3000:3000"]', 'node-web'], ['image: python:3.13\ncommand: python bot.py', 'python-worker'], ['image: nginx\nvolumes: ["./site:/usr/share/nginx/html:ro"]\nports: ["80:80"]', 'static-web'],
  ['image: x/y\nrestart: "no"', 'job'], ['image: x/y', 'container'],
] as const) test(`${keys.split('\n').join(', ')} is ${kind}`, () => assert.is(kindOf(keys), kind))

test('a Dockerfile is of the language it ends at, or builds with', () => {
  assert.is(kindOf('build: ./app\nports: ["3000:3000"]', dockerfiles.node), 'node-web')
  assert.is(kindOf('build: ./app\ncommand: celery -A x worker', dockerfiles.python), 'python-worker')
  assert.is(kindOf('build: ./app\nexpose: [8080]', dockerfiles.go), 'go-web')
  assert.is(kindOf('build: ./app', { 'app/Dockerfile': 'FROM node AS b\nFROM nginx\nCOPY --from=b /d /usr/share/nginx/html\n' }), 'static-web')
  assert.is(kindOf('build: ./app', { 'app/Dockerfile': 'FROM php:8-apache\n' }), 'container')
})

test('the stage that is built counts', () => assert.is(kindOf('build: { context: ./app, target: dev }\nports: ["3000:3000"]', { 'app/Dockerfile': 'FROM node:24 AS dev\nCMD ["x"]\nFROM nginx\nCOPY --from=dev /d /usr/share/nginx/html\n' }), 'node-web'))

test('whom others wait for until it has ended is a job', () => {
  const { data } = made('services:\n  m: { image: x/y, command: go }\n  a: { image: x/y, depends_on: { m: { condition: service_completed_successfully } } }\n')
  assert.equal([data.services['m'].kind, data.services['a'].needs], ['job', ['m']])
})

test('who is called by address is a server', () =>
  assert.is(made('services:\n  a: { build: ./app }\n  b: { image: x/y, environment: { U: "http://a:4000/x" } }\n', dockerfiles.node).data.services['a'].kind, 'node-web'))

test('PostgreSQL is a container where a program can be told its password by a variable alone', () =>
  assert.is(made('services:\n  db: { image: "postgres:17", environment: { POSTGRES_PASSWORD: p } }\n  a: { image: x/y, depends_on: [db] }\n').data.services['db'].kind, 'container'))

test('Redis keeps, unless its command lets it forget', () => {
  assert.is(service('image: redis:7')['use'], 'store')
  assert.is(service('image: redis:7\ncommand: redis-server --save ""')['use'], 'cache')
  assert.is(service('image: redis:7\ncommand: redis-server --maxmemory-policy allkeys-lru --appendonly yes')['use'], 'cache')
})

test('settings of PostgreSQL come from its command; what loses data does not', () => {
  const { data, left } = made('services: { db: { image: "postgres:17", command: postgres -c work_mem=16MB -c fsync=off } }\n')
  assert.equal([data.services['db'].settings, left], [{ work_mem: '16MB' }, ['1 fsync=off']])
})

test('user and database of PostgreSQL are those its image would make', () => {
  assert.equal(service('image: postgres:17')['variables'], { POSTGRES_USER: 'postgres', POSTGRES_DB: 'postgres' })
  assert.equal(service('image: postgres:17\nenvironment: [POSTGRES_USER=u]')['variables'], { POSTGRES_USER: 'u', POSTGRES_DB: 'u' })
})

test('names are made of small letters', () => {
  const { data, took } = made('services: { My_API: { image: x/y }, proxy: { image: x/z } }\n')
  assert.equal(Object.keys(data.services), ['my-api', 'proxy-service'])
  assert.ok(took.includes('the service My_API → my-api'))
})

test('the scheduler of Celery is there once', () => assert.is(service('build: ./app\ncommand: celery -A x beat', dockerfiles.python)['singleton'], true))

test('profiles are switched off in every environment', () =>
  assert.equal(made('services: { a: { image: x }, b: { image: y, profiles: [t] } }\n').data.environments.prod.services, { b: null }))

test('where every service has a profile, the first one is the stack', () =>
  assert.equal(made('services: { a: { image: x, profiles: [t] }, b: { image: y, profiles: [u] } }\n').data.environments.prod.services, { b: null }))

test.run()
