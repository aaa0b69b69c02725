import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, workloadOf } from '../stack/reading.mts'

const test = suite('kinds: static-web')

const web = (keys: string, environment = 'prod') => workloadOf(`name: shop\nservices:\n  web: { kind: static-web, ${keys} }\n`, 'web', environment)
const source = (keys: string, environment?: string): string | undefined => web(keys, environment).mounts.flatMap((mount) => mount.type === 'bind' ? [`${mount.source} → ${mount.path}`] : [])[0]

test('a folder is served straight by nginx', () => {
  assert.is(web('root: ./public').image, 'nginx:1.30-alpine')
  assert.is(source('root: ./public/'), 'public → /usr/share/nginx/html')
})

test('an image that has the files hides the folder, except where edits are live', () => {
  const keys = 'build: ./web, root: ./web/public'
  assert.equal([source(keys, 'prod'), source(keys, 'dev')], [undefined, 'web/public → /usr/share/nginx/html'])
  assert.equal([web(keys).image, source('image: "my/site:1", root: ./x')], ['shop/web:prod', undefined])
})

test('unknown paths get the page of a single-page application', () => {
  assert.equal(web('root: ./public').site, { root: '/usr/share/nginx/html', port: 80, fallback: '/index.html' })
  assert.is(web('root: ./public, fallback: /404.html').site?.fallback, '/404.html')
  assert.equal(caught('name: shop\nservices:\n  web: { kind: static-web, root: ./public, fallback: ▸"/a;b" }\n'), ['bad-route'])
})

test('its port is that of the service', () => {
  const { site, ports, health } = web('root: ./public, port: 5173')
  assert.equal([site?.port, ports[0]?.number, health?.command.at(-1)], [5173, 5173, 'http://127.0.0.1:5173/'])
})

test('its version names the image, a variant included', () => {
  assert.equal(['1.29', '1.30.1', '1.30-alpine-slim'].map((version) => web(`root: ./public, version: "${version}"`).image), ['nginx:1.29-alpine', 'nginx:1.30.1-alpine', 'nginx:1.30-alpine-slim'])
})

test('what it needs is only order: it calls nobody', () => {
  const text = 'name: shop\nservices:\n  api: { kind: node-web, image: a }\n  web: { kind: static-web, root: ./public, needs: [api] }\n'
  assert.equal([workloadOf(text, 'web').networks, workloadOf(text, 'web').needs], [['frontend'], [{ service: 'api', until: 'ready' }]])
})

test.run()
