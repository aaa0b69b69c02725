import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf, type Around } from '../reading.mts'

const test = suite('checks: images, builds and kinds')

const api = (keys: string, environments = ''): string => `name: shop\nservices:\n  api: { ${keys} }\n${environments}`
const disk: Around = { folders: ['api', 'web/public'], files: { 'api/Dockerfile': 'FROM scratch\n', 'api/docker/Worker': 'FROM scratch\n', 'Dockerfile': 'FROM scratch\n' } }

test('a service says what it runs', () => {
  for (const kind of ['container', 'job', 'node-web', 'python-worker', 'go-web', 'static-web']) assert.equal(caught(api(`▸kind: ${kind}`)), ['no-image'], kind)
  assert.equal(caught(api('kind: postgres')), [])
  assert.equal(caught(api('kind: redis')), [])
  assert.equal(caught(api('kind: container, image: a')), [])
  assert.equal(caught(api('kind: node-web, command: node x.js')), [])
  assert.equal(caught(api('▸kind: container, command: node x.js')), ['no-image'])
})

test('a build folder is there, with the Dockerfile that is named; without one it says what to render', () => {
  assert.equal(caught(api('kind: job, build: ./api'), disk), [])
  assert.equal(caught(api('kind: job, build: ▸./apo'), disk), ['path-missing'])
  assert.equal(caught(api('kind: job, build: { context: ▸./apo }'), disk), ['path-missing'])
  assert.equal(caught(api('kind: job, build: ▸web/public'), disk), ['no-dockerfile'])
  assert.equal(caught(api('kind: job, build: ./api, dockerfile: docker/Worker'), disk), [])
  assert.equal(caught(api('kind: job, build: ./api, dockerfile: ▸docker/Other'), disk), ['no-dockerfile'])
  assert.equal(caught(api('kind: job, build: { context: ./api, dockerfile: ▸docker/Other }'), disk), ['no-dockerfile'])
  assert.equal(messagesOf(api('kind: job, build: ./api, dockerfile: docker/Other'), disk), ['there is no api/docker/Other → write one, or remove `dockerfile:` and gantry renders one'])
})

test('paths do not leave the stack folder, nor do symbolic links', () => {
  const links: Around = { links: { api: '/srv/api', 'web/public': '/etc', 'app/Dockerfile': '/etc/passwd', data: '/data' } }
  assert.equal(caught(api('kind: job, build: ▸../api')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: ▸a/../../api')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: ▸/srv/api')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: ▸./api'), links), ['path-leaves-stack'])
  assert.equal(messagesOf(api('kind: job, build: ./api'), links), ['"api" leaves the stack folder (it is /srv/api) → use a path below the folder of stack.yaml'])
  assert.equal(caught(api('kind: job, build: app, dockerfile: ▸../../x')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: { context: app, dockerfile: ▸/etc/passwd }')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: ▸app'), links), ['path-leaves-stack'])
  assert.equal(caught(api('kind: static-web, root: ▸../public')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: static-web, root: ▸web/public'), links), ['path-leaves-stack'])
  assert.equal(caught(api('kind: container, image: a, volumes: [▸./data:/data, ▸"../x:/x"]'), links), ['path-leaves-stack', 'path-leaves-stack'])
  assert.equal(caught(api('kind: node-web, image: a, dev: { mount: { ▸../src: /app } }')), ['path-leaves-stack'])
  assert.equal(caught(api('kind: job, build: a/../b/./')), [])
})

test('the folder of a static site is there, and is not the whole project', () => {
  assert.equal(caught(api('kind: static-web, root: ./web/public/'), disk), [])
  assert.equal(caught(api('kind: static-web, root: ▸public'), disk), ['path-missing'])
  assert.equal(caught(api('kind: static-web, root: ▸.'), disk), ['project-mounted'])
  assert.equal(caught(api('kind: static-web, root: ▸./web/..'), disk), ['project-mounted'])
})

test('keys of one kind are refused at another', () => {
  assert.equal(caught(api('kind: redis, ▸root: ./web')), ['key-of-other-kind'])
  assert.equal(messagesOf(api('kind: postgres, use: cache')), ['"use" has no meaning for the kind postgres → it is for redis'])
  assert.equal(caught(api('kind: job, image: a, ▸address: "a:1", ▸settings: {}')), ['key-of-other-kind', 'key-of-other-kind'])
})

test('a service elsewhere has an address, and nothing that runs', () => {
  assert.equal(caught(api('kind: external, address: "db.example.com:5432", secrets: [token]') + 'secrets: { token: }\n'), [])
  assert.equal(caught(api('▸kind: external')), ['missing-key'])
  assert.equal(caught(api('kind: external, address: "a:1", ▸port: 80, ▸build: .')), ['key-of-other-kind', 'key-of-other-kind'])
})

test('a database of ours can be one elsewhere in an environment, whatever it has in the base', () => {
  const base = 'kind: postgres, publish: [], limits: { memory: 1G }, settings: { work_mem: 16MB }'
  assert.equal(caught(api(base, 'environments: { prod: { services: { api: { kind: external, address: "db.example.com:5432" } } } }\n')), [])
  assert.equal(caught(api(base, 'environments: { prod: { services: { api: { ▸kind: external } } } }\n')), ['missing-key'])
})

test.run()
