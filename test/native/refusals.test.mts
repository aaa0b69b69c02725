// limit: 120
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countProcesses } from '../support/alive.mts'
import { createNative, freePort, server } from './support.mts'

const [http, port, otherPort] = [await freePort(), await freePort(), await freePort()]
const stackFile = (services: string) => `name: t-refused\nservices:\n${services}environments: { dev: { http: 127.0.0.1:${http} } }\n`
const api = `  api: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${port}, health: /health, route: /api/ }\n`

const stack = await createNative({ 'stack.yaml': stackFile(api), 'api/api.mjs': server })
const alive = () => countProcesses(`${stack.folder}/`)

const refusing = suite('without an engine: what goes wrong')
refusing.after(() => stack.remove())
const startWith = async (services: string, files: Readonly<Record<string, string>> = {}) => {
  await stack.write('stack.yaml', stackFile(services))
  for (const [path, text] of Object.entries(files)) await stack.write(path, text)
  return stack.gantry('dev')
}

refusing('a port that is taken: by whom, and nothing is begun', async () => {
  const other = spawn(process.execPath, ['-e', `require('net').createServer().listen(${port},'127.0.0.1',()=>console.log('up'))`], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(other.stdout, 'data')
  const { code, stderr } = await startWith(api)
  other.kill()
  assert.equal([code, stderr.split('\n')[0]], [1, `port ${port}, on which api listens, is taken by node (process ${other.pid})`])
})

refusing('a command that is not there', async () => {
  const { code, stderr } = await startWith(`  api: { kind: python-web, command: uvicorn main:app, native: { workdir: ./py }, port: ${port}, route: / }\n`, { 'py/main.py': '', 'py/.venv/bin/none': '' })
  assert.is(code, 1)
  assert.match(stderr, 'could not be started: uvicorn is not on PATH (nor in py/.venv/bin)')
  assert.is(await alive(), 0)
})

refusing('an interpreter of another version: where that is asked for, and the way out', async () => {
  const { code, stderr } = await startWith(`  api: { kind: node-web, version: 18, command: node api.mjs, native: { workdir: ./api }, port: ${port}, route: / }\n  web: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${otherPort}, needs: [api] }\n`)
  assert.is(code, 2)
  assert.match(stderr, /^stack\.yaml:3:\d+ services\.api\.native: api cannot run without a container: it wants node 18, and here is 24\./)
  assert.match(stderr, 'install node 18, or say `native: { command: [/path/to/node, …] }`')
})

refusing('a crash loop: given up, with the last lines of its log; the exit code is 1 and nothing stays', async () => {
  const { code, stderr } = await startWith(`  api: { kind: node-web, command: node crash.mjs, native: { workdir: ./api }, port: ${port}, route: / }\n`, { 'api/crash.mjs': 'console.error("no such setting: TOKEN"); process.exit(3)' })
  assert.is(code, 1)
  assert.match(stderr, /api .*(crashes again and again|ended with 3)/)
  assert.match(stderr, 'no such setting: TOKEN')
  assert.is(await alive(), 0)
})

refusing('a service that ignores TERM is killed when its grace is over', async () => {
  await stack.write('stack.yaml', stackFile(`  api: { kind: node-web, command: node deaf.mjs, native: { workdir: ./api }, port: ${port}, stop: 500ms, route: / }\n`))
  await stack.write('api/deaf.mjs', `${server.replace("process.on('SIGTERM', () => process.exit(0))", "process.on('SIGTERM', () => console.log('no'))")}`)
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  const began = performance.now()
  dev.kill('SIGINT')
  const { stdout } = await dev.ended
  assert.ok(performance.now() - began < 3000)
  assert.match(stdout, /api +\| did not end within 0\.5 s of SIGTERM: killed/)
  assert.is(await alive(), 0)
})

refusing('nothing that could run: the engine is the way out', async () => {
  const { code, stderr } = await startWith('  app: { kind: container, image: busybox:1, command: sleep 600 }\n')
  assert.is(code, 1)
  assert.match(stderr, /(?:does not answer|is not installed)\.\n {2}(?:Start it with|Install Docker) .*\n {2}Nothing of this stack runs without containers: app: it is an image\./)
})

refusing('--native with a name that is no service', async () => {
  const { code, stderr } = await stack.gantry('dev', '--native=apo')
  assert.equal([code, stderr.split('\n')[0]], [2, 'there is no service "apo"'])
})

refusing.run()
