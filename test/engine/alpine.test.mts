// needs: engine
// limit: 240
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { serveIndex, type IndexServer } from '../support/index-server.mts'
import { wheel } from '../support/python-packages.mts'
import { run } from '../support/run.mts'
import { createStack, docker, type Stack } from './support/stack.mts'

const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64'
const tagged = wheel({ name: 'tagged', version: '1.0', tag: `cp314-cp314-manylinux_2_28_${machine}` })

/** Where no Alpine is to be had: Node without its headers, which says that it is Alpine; Python whose pip finds no index. */
const standIns = {
  node: 'FROM localhost/gantry/node:24 AS full\nRUN rm -rf /usr/local/include && touch /etc/alpine-release\nFROM scratch\nCOPY --from=full / /\nENV PATH=/usr/local/bin:/usr/bin:/bin\n',
  python: 'FROM localhost/gantry/python:3.14\nENV PIP_INDEX_URL=http://127.0.0.1:9/simple PIP_RETRIES=0\n',
}

const server = (language: string): string => language === 'node'
  ? "process.on('SIGTERM', () => process.exit()); require('http').createServer((_, answer) => answer.end('ok')).listen(3000)\n"
  : 'import signal, sys\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\nimport tagged\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit())\nclass Answer(BaseHTTPRequestHandler):\n  def do_GET(self):\n    self.send_response(200); self.end_headers()\nHTTPServer(("", 8000), Answer).serve_forever()\n'

const files = {
  'stack.yaml': `
services:
  store: { kind: container, image: busybox:1, command: sleep 600, health: { command: test -w /data }, user: "1000:1000", volumes: [data:/data] }
  web: { kind: node-web, build: ./web, command: node main.js, port: 3000, health: /, needs: [store], publish: ["127.0.0.1:3917:3000"], volumes: [files:/files] }
  calc: { kind: python-web, version: "3.14", build: ./calc, command: python main.py, port: 8000, health: / }
  broken: { kind: node-worker, build: ./broken, command: node main.js, health: { command: node -e 0 } }
  own: { kind: node-worker, build: ./own, command: node main.js }
environments:
  dev: {}
`,
  'web/main.js': server('node'),
  'calc/main.py': server('python'), 'calc/requirements.txt': 'tagged==1.0\n',
  'broken/main.js': 'console.log("no database"); process.exit(3)\n',
  'own/Dockerfile': 'FROM node:24-slim\nCMD ["node"]\n', 'own/main.js': '',
}

type Side = { readonly size: number; readonly layers: number; readonly starts: readonly number[]; readonly memory: number; readonly isAlpine: boolean; readonly failure: string | null }
type Result = { readonly service: string; readonly verdict: string | null; readonly reason: string; readonly slim: Side; readonly alpine: Side; readonly withoutMusl: readonly string[] | null }

let stack: Stack
let index: IndexServer
let scratch: string
let map: string

const compare = (...words: string[]) => stack.gantryWith({ env: { GANTRY_IMAGES: map, PIP_INDEX_URL: index.url, PIP_CONFIG_FILE: '/dev/null', PIP_EXTRA_INDEX_URL: '', PIP_FIND_LINKS: '', NETRC: '/dev/null' } }, 'test-alpine', ...words)
const own = ['--filter', 'label=com.docker.compose.project=t-alpine-dev_alpine']
/** All that a comparison could leave, on the engine and in the folder. */
const left = async (): Promise<readonly string[]> => {
  const lists = await Promise.all([docker('ps', '--all', '--quiet', ...own), docker('network', 'ls', '--quiet', ...own), docker('volume', 'ls', '--quiet', ...own), docker('image', 'ls', '--quiet', 'gantry-alpine/*/*'), docker('image', 'ls', '--quiet', ...own)])
  const paths = [...(await readdir(stack.folder, { recursive: true })).filter((path) => /alpine|secrets/.test(path))]
  return [...lists.flatMap((text) => text.split('\n').filter((id) => id !== '')), ...paths]
}

const test = suite('test-alpine')

test.before(hook(async () => {
  index = await serveIndex([tagged])
  stack = await createStack('t-alpine', files)
  await stack.write(`wheels/calc/${tagged.file}`, '')
  await writeFile(join(stack.folder, 'wheels/calc', tagged.file), tagged.content)
  const hash = (await run(['sha256sum', join(stack.folder, 'wheels/calc', tagged.file)])).stdout.slice(0, 64)
  await stack.write('wheels/calc/requirements.txt', `tagged==1.0 --hash=sha256:${hash}\n`)
  scratch = await mkdtemp(join(tmpdir(), 'gantry-test-'))
  map = join(scratch, 'images.yaml')
  await writeFile(map, 'busybox:1: localhost/gantry/busybox:1\nnode:24-slim: localhost/gantry/node:24\nnode:24-alpine: t-alpine/node:1\npython:3.14-slim: localhost/gantry/python:3.14\npython:3.14-alpine: t-alpine/python:1\n')
  await Promise.all(Object.entries(standIns).map(async ([name, text]) => {
    const { code, stderr } = await run(['docker', 'build', '--quiet', '--tag', `t-alpine/${name}:1`, '-'], { stdin: text, timeout: 120_000 })
    assert.is(code, 0, stderr)
  }))
}))
test.after(hook(async () => {
  await index.close()
  await stack.remove()
  await rm(scratch, { recursive: true, force: true })
}))

test('both variants are built, started and measured, and a verdict says which to take', async () => {
  const { code, stdout, stderr } = await compare('web', 'calc', '--json')
  assert.is(code, 0, stderr)
  const { result } = JSON.parse(stdout) as { readonly result: { readonly services: readonly Result[] } }
  const [web, calc] = result.services
  assert.equal([web?.verdict, web?.alpine.isAlpine, web?.slim.isAlpine], ['alpine', true, false])
  assert.match(web?.reason ?? '', /^is \d\d(\.\d)? MB \(\d\d %\) smaller on Alpine, and does as well$/)
  for (const side of [web?.slim, web?.alpine]) {
    assert.is(side?.starts.length, 3)
    assert.ok(side?.starts.every((ms) => ms > 100 && ms < 30_000), String(side?.starts))
    assert.ok((side?.memory ?? 0) > 5e6 && (side?.layers ?? 0) > 0)
  }
  assert.is(calc?.verdict, 'slim')
  assert.match(calc?.reason ?? '', /^does not build on Alpine: Could not find a version that satisfies the requirement tagged==1\.0/)
  assert.equal(calc?.withoutMusl, ['tagged 1.0'])
  assert.match(calc?.alpine.failure ?? '', 'No matching distribution found for tagged==1.0')
  assert.equal(await left(), [])
})

test('who cannot be compared is told why', async () => {
  for (const [service, why] of [['store', 'store cannot be compared: the image busybox:1'], ['own', 'own cannot be compared: a Dockerfile of its own, own/Dockerfile'], ['wob', 'there is no service "wob" in dev']] as const) {
    const { code, stderr } = await compare(service)
    assert.is(code, 2)
    assert.match(stderr, why)
  }
})

test('--dry-run says what would be built and started, and changes nothing', async () => {
  const { code, stdout } = await compare('web', '--dry-run')
  assert.is(code, 0)
  assert.match(stdout, /^docker buildx build --file \.gantry\/dev\/alpine\/web\.alpine\.Dockerfile .*--tag gantry-alpine\/t-alpine-dev\/web:alpine.* {2}# web on node:24-alpine$/m)
  assert.match(stdout, /^start store in t-alpine-dev_alpine .*\nstart web on slim 3 times in t-alpine-dev_alpine .*\nstart web on alpine 3 times/m)
  assert.equal(await left(), [])
})

for (const [moment, seen] of [['a build', /building web on/], ['a start', /start web on slim/]] as const)
  test(`Ctrl-C in the middle of ${moment} leaves nothing`, async () => {
    const running = stack.begin('test-alpine', 'web', '--images', map)
    await running.seen(seen)
    running.kill('SIGINT')
    const { code, stderr } = await running.ended
    assert.is(code, 130)
    assert.match(stderr, 'ended by SIGINT')
    assert.equal(await left(), [])
  })

test('a killed run is cleared by the next one; what does not run on slim either is said with its last words, and ends it with 1', async () => {
  const running = stack.begin('test-alpine', 'web', '--images', map)
  await running.seen(/start web on slim/)
  running.kill('SIGKILL')
  await running.ended
  assert.ok((await left()).length > 0)
  assert.match((await compare('broken', '--dry-run')).stdout, /^remove all of t-alpine-dev_alpine.*# an earlier run was killed$/m)
  const { code, stdout } = await compare('broken')
  assert.is(code, 1)
  assert.match(stdout, /^broken {2}broken {2}does not become ready on slim: ended with 3$/m)
  assert.match(stdout, 'no database')
  assert.equal(await left(), [])
})

test.run()
