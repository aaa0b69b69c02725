import { Ajv, type ValidateFunction } from 'ajv'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { files, jsonSchema } from '../../docs/write.mts'

const test = suite('stack: docs/stack-file.md and stack.schema.json')

const root = new URL('../../', import.meta.url)
const judge: ValidateFunction = new Ajv({ strictTypes: false, allowUnionTypes: true }).compile(jsonSchema)
const accepts = (text: string): boolean => judge(parse(text, { merge: true }))
const refuses = (text: string): boolean => !accepts(text)
const service = (keys: string): string => `name: shop\nservices: { api: { kind: container, ${keys} } }\n`
const prod = (settings: string): string => `name: shop\nservices: { api: { kind: redis } }\nenvironments: { prod: { ${settings} } }\n`

test('the written files are those of the declaration (npm run docs writes them)', () => {
  for (const [path, text] of Object.entries(files)) assert.ok(readFileSync(new URL(path, root), 'utf8') === text, `${path} is stale: npm run docs`)
})

test('the schema is valid in itself', () => {
  assert.is(jsonSchema.$schema, 'http://json-schema.org/draft-07/schema#')
  assert.not.throws(() => new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(jsonSchema))
})

test('it accepts the demo, the examples and the systems of the tests', () => {
  const folders = [new URL('examples/', root)].filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder).map((name) => new URL(`${name}/stack.yaml`, folder)))
  const systems = new URL('systems/', import.meta.url)
  for (const url of [new URL('stack.yaml', root), ...folders.filter((one) => existsSync(one)), ...readdirSync(systems).map((name) => new URL(name, systems))]) {
    assert.ok(accepts(readFileSync(url, 'utf8')), `${url.pathname}: ${JSON.stringify(judge.errors?.[0])}`)
  }
})

test('it refuses misspelled keys and words', () => {
  for (const keys of ['imag: a', 'image: a, limits: { cpu: 1 }', 'image: a, health: { pth: / }', 'image: a, restart: never', 'image: a, routes: [{ pth: / }]', 'image: a, volumes: [{ bind: ./a }]']) assert.ok(refuses(service(keys)), keys)
  for (const settings of ['domian: a.b', 'logs: splunk', 'services: { api: { replica: 2 } }', 'services: { api: { limits: { cpu: 1 } } }', 'services: { api: { kind: rediss } }']) assert.ok(refuses(prod(settings)), settings)
  for (const text of ['services: {}', 'name: shop', 'name: shop\nservices: { api: {} }', 'name: shop\nservices: { api: { kind: redis } }\ntier: {}']) assert.ok(refuses(text), text)
})

test('it refuses units early', () => {
  for (const keys of ['ready: 60', 'ready: 60x', 'limits: { memory: 512 }', 'limits: { memory: 512X }', 'limits: { cpus: two }', 'limits: { cpus: 0 }', 'port: 0', 'port: 70000', 'port: "80"', 'replicas: 1.5', 'route: api', 'publish: [x]', 'volumes: [/data]', 'variables: { A-B: x }', 'secrets: [A-B]', 'needs: db', 'ports: [80]']) assert.ok(refuses(service(keys)), keys)
  for (const keys of ['ready: 60s', 'limits: { memory: 512M, cpus: 0.5 }', 'limits: { cpus: 250m }', 'port: 80', 'ports: { http: 80 }', 'stop: 10s', 'stop: { grace: 10s }', 'variables: { A: 1, B: true, C: null }', 'publish: [80, "127.0.0.1:80:80"]', 'health: false', 'compose: { anything: [1] }']) assert.ok(accepts(service(keys)), keys)
  assert.ok(refuses('name: Shop\nservices: { api: { kind: redis } }'))
  assert.ok(refuses('name: shop\nservices: { my_api: { kind: redis } }'))
})

test('in an environment nothing is required and everything can be removed', () => {
  for (const settings of ['services: { api: null }', 'services: { api: { limits: null } }', 'services: { api: { limits: { memory: null } } }', 'services: { api: { variables: { A: null } } }', 'services: { api: { route: { strip: true } } }', 'services: { api: {} }']) assert.ok(accepts(prod(settings)), settings)
  assert.ok(accepts('name: shop\nservices: { api: { kind: redis } }\nenvironments: { dev: , prod: }\n'))
})

test('every key says what it is for', () => {
  const silent = (json: unknown, path: string): readonly string[] => typeof json !== 'object' || json === null ? [] : Object.entries(json).flatMap(([key, part]) =>
    key === 'properties' ? Object.entries(part as Record<string, { description?: string }>).flatMap(([name, one]) => [...one.description ? [] : [`${path}.${name}`], ...silent(one, `${path}.${name}`)]) : silent(part, path))
  assert.equal(silent(jsonSchema, ''), [])
})

test.run()
