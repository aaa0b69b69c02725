// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ask, createStack, docker, until } from './support/stack.mts'

const port = 19_050
const sources = {
  node: ['app.mjs', `import { createServer } from 'node:http'
import { word } from './lib/word.mjs'
createServer((_, response) => response.end(word)).listen(3000)
`],
  python: ['app.py', `import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"first")
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`],
  // Without net/http, whose first compilation takes half a minute.
  go: ['main.go', `package main

import "net"

func main() {
	listener, err := net.Listen("tcp", ":8080")
	for err == nil {
		var connection net.Conn
		if connection, err = listener.Accept(); err == nil {
			connection.Read(make([]byte, 4096))
			connection.Write([]byte("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\nfirst"))
			connection.Close()
		}
	}
}
`],
} as const
const lib = ['node/lib/word.mjs', "export const word = 'first'\n"] as const

const stack = await createStack('t-reload', {
  ...Object.fromEntries(Object.entries(sources).map(([language, [name, text]]) => [`${language}/${name}`, text])), [lib[0]]: lib[1],
  'node/Dockerfile': 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "app.mjs"]\n',
  'python/Dockerfile': 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nCMD ["python3", "app.py"]\n',
  'go/go.mod': 'module example.com/app\n\ngo 1.24\n',
  'site/index.html': 'first',
  'stack.yaml': `
services:
  node: { kind: node-web, build: ./node, route: { path: /node/, strip: true } }
  python: { kind: python-web, build: ./python, route: { path: /python/, strip: true } }
  go: { kind: go-web, build: ./go, route: { path: /go/, strip: true }, ready: 3m, limits: { cpus: 2, memory: 1G } }
  site: { kind: static-web, root: ./site, route: / }
environments:
  dev: { http: 127.0.0.1:${port} }
` })

const answers = (path: string, text: string) => until(15, () => ask(port, path), (answer) => answer.text === text)

/** The shortest of up to three edits, in milliseconds: the machine may be busy with something else. */
const timeOfEdit = async (route: string, file: string, write: (text: string) => Promise<void>): Promise<number> => {
  const times: number[] = []
  for (const word of ['second', 'third', 'fourth']) {
    const text = await stack.read(file)
    await write(text.replace(/first|second|third/, word))
    const began = performance.now()
    await answers(route, word)
    times.push(performance.now() - began)
    if (times.some((time) => time < 2000)) break
  }
  return Math.min(...times)
}

const reload = suite('an edit is live in less than 2 s, without a build')
let before: Readonly<Record<string, string>> = {}

reload.after(() => stack.remove())

reload('everything starts from its sources', async () => {
  const { code, stderr } = await stack.gantry('dev', '--detach')
  assert.is(code, 0, stderr)
  for (const path of ['/node/', '/python/', '/go/', '/']) await answers(path, 'first')
  before = await stack.runs()
})

for (const [name, route, file] of [['Node', '/node/', lib[0]], ['Python', '/python/', 'python/app.py'], ['Go', '/go/', 'go/main.go'], ['a page', '/', 'site/index.html']] as const)
  reload(name, async () => {
    const took = await timeOfEdit(route, file, (text) => stack.write(file, text))
    assert.ok(took < 2000, `${Math.round(took)} ms`)
  })

for (const [name, route, file] of [['Node', '/node/', lib[0]], ['Python', '/python/', 'python/app.py'], ['Go', '/go/', 'go/main.go']] as const)
  reload(`${name}, by an editor that writes beside the file and renames, beside a file nobody may read`, async () => {
    await stack.write(file, (await stack.read(file)).replace(/second|third|fourth/, 'first'))
    await answers(route, 'first')
    // What its user may not read must not end the reloader.
    await writeFile(join(stack.folder, `${dirname(file)}/private.txt`), 'x', { mode: 0o600 })
    const took = await timeOfEdit(route, file, async (text) => {
      await stack.write(`${file}.new`, text)
      await rename(join(stack.folder, `${file}.new`), join(stack.folder, file))
    })
    assert.ok(took < 2000, `${Math.round(took)} ms`)
  })

reload('a program that does not start waits for the next edit', async () => {
  const text = await stack.read('node/app.mjs')
  await stack.write('node/app.mjs', 'throw new Error("mistyped")\n')
  await until(10, () => ask(port, '/node/'), ({ status }) => status >= 502)
  await stack.write('node/app.mjs', text)
  await until(10, () => ask(port, '/node/'), ({ status }) => status === 200)
})

reload('no container was made or started anew', async () => {
  assert.equal(await stack.runs(), before)
  assert.is(await docker('ps', '--quiet', '--filter', 'label=com.docker.compose.project=t-reload-dev', '--filter', 'health=unhealthy'), '')
})

reload.run()
