// limit: 420
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, createStack, docker, only, until } from './support/stack.mts'
import { root, run } from '../support/run.mts'

const port = 19_060
const python = `import http.server
try:
    import greeting
    word = greeting.WORD
except ImportError:
    word = "plain"
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(word.encode() + open("/app/models/word.txt", "rb").read())
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`
// Without net/http, whose first compilation takes half a minute.
const go = `package main

import (
	"net"
	"os"
	"time"
)

func main() {
	if _, err := time.LoadLocation("Asia/Ho_Chi_Minh"); err != nil {
		panic(err)
	}
	word, _ := os.ReadFile("word.txt")
	listener, err := net.Listen("tcp", ":8080")
	for err == nil {
		var connection net.Conn
		if connection, err = listener.Accept(); err == nil {
			connection.Read(make([]byte, 4096))
			connection.Write(append([]byte("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n"), word...))
			connection.Close()
		}
	}
}
`
const stack = await createStack('t-images', {
  'python/main.py': python, 'python/requirements.txt': 'greeting==1.0\n', 'models/word.txt': ' first',
  'bare/main.py': python, 'node/src/main.mjs': "import { createServer } from 'node:http'\ncreateServer((_, answer) => answer.end('node')).listen(3000)\n",
  'built/package.json': '{ "private": true, "type": "module", "scripts": { "build": "node build.mjs" }, "main": "dist/main.mjs" }',
  'built/build.mjs': "import { mkdirSync, writeFileSync } from 'node:fs'\nmkdirSync('dist')\nwriteFileSync('dist/main.mjs', `import { createServer } from 'node:http'\ncreateServer((_, answer) => answer.end('built')).listen(3000)\n`)\n",
  'go/main.go': go, 'go/go.mod': 'module example.com/app\n\ngo 1.24\n', 'go/word.txt': 'go', 'site/public/index.html': 'site',
  'stack.yaml': `
services:
  python: { kind: python-web, build: ./python, command: python main.py, health: /, route: { path: /python/, strip: true }, include: [../models], volumes: [data:/data] }
  bare: { kind: python-web, build: ./bare, command: python main.py, health: /, recipe: { variant: distroless }, include: [../models] }
  node: { kind: node-web, build: ./node, command: node src/main.mjs, health: /, route: { path: /node/, strip: true } }
  built: { kind: node-web, build: ./built, health: /, route: { path: /built/, strip: true } }
  go: { kind: go-web, build: ./go, health: /, route: { path: /go/, strip: true }, include: [./word.txt] }
  alone: { kind: go-web, build: ./go, command: /app/server, health: false }
  migrate: { kind: job, build: ./node, command: node --version }
  site: { kind: static-web, build: ./site, root: ./site/public, route: / }
environments:
  dev: { http: 127.0.0.1:${port} }
  prod: { http: 127.0.0.1:${port + 1} }
`,
})
// An Alpine image is nowhere to be had here: busybox has what a static program and its probe need.
await stack.write('images.yaml', `alpine:3.23: localhost/gantry/busybox:1\n${(await readFile(join(root, 'test/engine/images.yaml'), 'utf8')).replace(/^alpine:3\.23:.*\n/m, '')}`)
const env = { GANTRY_IMAGES: join(stack.folder, 'images.yaml') }
const gantry = (command: string, ...words: readonly string[]) => stack.gantryWith({ env }, command, ...words)

/** A wheel made by hand, with the requirements that pin it: what download-wheels leaves. */
const makeWheel = async (word: string): Promise<void> => {
  const script = `import zipfile, sys
with zipfile.ZipFile("/out/greeting-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("greeting.py", "WORD = '${word}'\\n")
    wheel.writestr("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n")
    wheel.writestr("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("greeting-1.0.dist-info/RECORD", "greeting.py,,\\ngreeting-1.0.dist-info/METADATA,,\\ngreeting-1.0.dist-info/WHEEL,,\\ngreeting-1.0.dist-info/RECORD,,\\n")
`
  await stack.write('wheels/python/requirements.txt', '')
  await docker('run', '--rm', '--volume', `${join(stack.folder, 'wheels/python')}:/out`, 'localhost/gantry/python:3.14', 'python3', '-c', script)
  const bytes = await readFile(join(stack.folder, 'wheels/python/greeting-1.0-py3-none-any.whl'))
  await stack.write('wheels/python/requirements.txt', `greeting==1.0 --hash=sha256:${createHash('sha256').update(bytes).digest('hex')}\n`)
}

type Built = { readonly context: string; readonly dockerfile: string; readonly target: string; readonly additional_contexts?: Readonly<Record<string, string>> }
/** How each image is built, as compose reads it. */
const builds = async (environment: string): Promise<Readonly<Record<string, Built>>> => {
  const { services } = JSON.parse(await docker('compose', '--file', join(stack.folder, `.gantry/${environment}/compose/compose.yaml`), 'config', '--format', 'json')) as { services: Record<string, { build?: Built }> }
  return Object.fromEntries(Object.entries(services).flatMap(([name, { build }]) => build ? [[name, build]] : []))
}
const builtOf = async (service: string): Promise<Built> => {
  const found = (await builds('prod'))[service]
  if (!found) throw new Error(`${service} is not built`)
  return found
}
const wordsOf = ({ context, dockerfile, target, additional_contexts = {} }: Built): readonly string[] =>
  ['--file', join(context, dockerfile), '--target', target, ...Object.entries(additional_contexts).flatMap(([name, value]) => ['--build-context', `${name}=${value}`]), context]
const layersOf = async (image: string): Promise<readonly string[]> => JSON.parse(await docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', image)) as string[]
const running = ['alone', 'bare', 'built', 'go', 'node', 'python', 'site']

const images = suite('images from rendered Dockerfiles')

images.after(() => stack.remove())

images('are built in production, and healthy', async () => {
  await makeWheel('wheel')
  const { code, stderr } = await gantry('up', '--env', 'prod')
  assert.is(code, 0, stderr)
  for (const [path, text] of [['/python/', 'wheel first'], ['/node/', 'node'], ['/built/', 'built'], ['/go/', 'go'], ['/', 'site']] as const)
    assert.is((await until(10, () => ask(port + 1, path), ({ status }) => status === 200)).text, text, path)
})

images('run as users without rights, below an init', async () => {
  for (const service of running) {
    const { Id } = await only(stack.inspect(service, 'prod'), service)
    const rows = (await docker('top', Id, '-eo', 'pid,uid,comm')).split('\n').slice(1).map((row) => row.trim().split(/\s+/))
    assert.is(rows[0]?.[2], 'docker-init', service)
    assert.equal(rows.filter(([, uid]) => uid === '0'), [], service)
  }
})

images('ask for their health as the compose file does; a job is asked nothing', async () => {
  for (const service of ['python', 'node', 'go', 'site', 'bare', 'built']) {
    const [container] = JSON.parse(await docker('inspect', (await only(stack.inspect(service, 'prod'), service)).Id)) as [{ Image: string; Config: { Healthcheck: unknown } }]
    const [image] = JSON.parse(await docker('image', 'inspect', container.Image)) as [{ Config: { Healthcheck: unknown } }]
    assert.equal(image.Config.Healthcheck, container.Config.Healthcheck, service)
  }
  const [job] = JSON.parse(await docker('inspect', (await only(stack.inspect('migrate', 'prod'), 'migrate')).Id)) as [{ Config: { Healthcheck: unknown }; State: { Health?: unknown; ExitCode: number } }]
  assert.equal([job.State.Health, job.State.ExitCode], [undefined, 0])
})

images('hold no compiler and no cache; those without a distribution no shell', async () => {
  const look = 'for tool in gcc cc make go tsc; do command -v $tool; done; ls -A /root/.cache /root/.npm /var/cache/apt/archives/*.deb /var/lib/apt/lists /var/cache/pip /var/cache/node 2>/dev/null | grep -vE "^(|/.*:)$"'
  for (const service of ['python', 'node', 'built', 'go', 'site'])
    assert.is((await run(['docker', 'run', '--rm', '--user', '0', '--entrypoint', 'sh', (await only(stack.inspect(service, 'prod'), service) as unknown as { Image: string }).Image, '-c', look])).stdout, '', service)
  assert.is.not((await run(['docker', 'run', '--rm', '--entrypoint', 'sh', 't-images/bare:prod', '-c', 'true'])).code, 0)
})

images('have a folder of its user for every volume', async () => {
  assert.is(await stack.exec('python', ['sh', '-c', 'touch /data/x && stat -c %u:%g /data'], 'prod'), '1000:1000')
})

images('are what `docker build --check` has nothing to say about', async () => {
  for (const [service, build] of Object.entries(await builds('prod'))) {
    const { code, stdout, stderr } = await run(['docker', 'build', '--check', ...wordsOf(build)])
    assert.is(code, 0, `${service}: ${stdout}${stderr}`)
    assert.match(stdout + stderr, 'no warnings found', service)
  }
})

images('are built from wheels without a network, and by hand', async () => {
  const { code, stderr } = await run(['docker', 'build', '--no-cache', '--network', 'none', '--tag', 't-images/offline', ...wordsOf(await builtOf('python'))])
  assert.is(code, 0, stderr)
  assert.is((await run(['docker', 'run', '--rm', 't-images/offline', 'python', '-c', 'import greeting; print(greeting.WORD)'])).stdout, 'wheel\n')
})

images('change in their last layer after an edit, and from the packages on after another requirement', async () => {
  const before = await layersOf('t-images/python:prod')
  const build = async (): Promise<readonly string[]> => {
    const { code, stderr } = await run(['docker', 'build', '--tag', 't-images/again', ...wordsOf(await builtOf('python'))])
    assert.is(code, 0, stderr)
    return layersOf('t-images/again')
  }
  await stack.write('python/main.py', `${python}# edited\n`)
  const edited = await build()
  assert.equal(edited.slice(0, -1), before.slice(0, -1))
  assert.is.not(edited.at(-1), before.at(-1))
  await makeWheel('moved')
  const moved = await build()
  // After the layers of the base stands the working folder, then the virtual environment.
  const packages = (await layersOf('localhost/gantry/python:3.14')).length + 1
  assert.is(moved.findIndex((layer, index) => layer !== edited[index]), packages)
})

images('in development have the source mounted, and an edit is live', async () => {
  assert.is((await gantry('down', '--env', 'prod', '--confirm', 'prod')).code, 0)
  const { code, stderr } = await gantry('up')
  assert.is(code, 0, stderr)
  assert.is((await until(10, () => ask(port, '/python/'), ({ status }) => status === 200)).text, 'moved first')
  await stack.write('python/main.py', python.replace('word = greeting.WORD', 'word = "edited"'))
  await until(10, () => ask(port, '/python/'), ({ text }) => text === 'edited first')
  await stack.write('models/word.txt', ' second')
  await until(10, () => ask(port, '/python/'), ({ text }) => text === 'edited second')
  assert.is((await ask(port, '/built/')).text, 'built')
})

images('are built the same without wheels, when nothing has to be fetched', async () => {
  await rm(join(stack.folder, 'wheels'), { recursive: true })
  await stack.write('python/requirements.txt', '\n')
  assert.is((await gantry('render', '--env', 'prod', '--images', env.GANTRY_IMAGES)).code, 0)
  const build = await builtOf('python')
  assert.is(build.additional_contexts?.['wheels'], undefined)
  assert.is((await run(['docker', 'build', '--tag', 't-images/online', ...wordsOf(build)])).code, 0)
})

images.run()
