// limit: 180
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countProcesses, reaches } from '../support/alive.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { createNative, fetchText, freePort, server, until } from './support.mts'

const [http, port] = [await freePort(), await freePort()]
const stackFile = (services: string) => `name: t-native\nservices:\n${services}environments: { dev: { http: 127.0.0.1:${http} } }\n`
const api = `  api: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${port}, health: /health, route: /api/, variables: { ANSWER: "\${ANSWER:-one}" } }\n`

const stack = await createNative({ 'stack.yaml': stackFile(api), 'api/api.mjs': server })
const alive = () => countProcesses(`${stack.folder}/`)

/** A run that is up, looked at and ended with Ctrl-C. */
const whileUp = async (act: (dev: ReturnType<typeof stack.begin>) => Promise<void>) => {
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  await act(dev)
  dev.kill('SIGINT')
  return dev.ended
}

const running = suite('without an engine')
running.before.each(() => stack.write('stack.yaml', stackFile(api)))
running.after(() => stack.remove())

running('dev says why, what runs on what, and where; the proxy answers', async () => {
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  assert.is(await fetchText(http, '/api/'), 'one')
  dev.kill('SIGINT')
  const { code, stderr, stdout } = await dev.ended
  assert.is(code, 130)
  // Without a docker client the reason is another.
  assert.match(stderr, /The (?:Docker engine at unix:\/\/\/nowhere\/docker\.sock does not answer|docker command is not installed): the services run as processes of this machine\./)
  assert.match(stderr, new RegExp(`api +node 24\\S* +127\\.0\\.0\\.1:${port}`))
  assert.match(stderr, `api  http://localhost:${http}/api/`)
  assert.match(stdout, /^proxy +\| \{.*"path":"\/api\/"/m, 'the log of what came after')
})

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)
  running(`${signal} ends it with ${code}, and nothing is left`, async () => {
    const dev = stack.begin('dev')
    await dev.seen('Ctrl-C stops everything')
    assert.ok(await alive() > 0)
    dev.kill(signal)
    assert.is((await dev.ended).code, code)
    assert.is(await alive(), 0)
    assert.is(await fetchText(port), '')
  })

running('kill -9 leaves nothing either, and the next start goes on as if nothing had been', async () => {
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  dev.kill('SIGKILL')
  await dev.ended
  assert.ok(await reaches(alive, 0, 10_000), 'the guard ends the children')
  const again = stack.begin('dev')
  await again.seen('Ctrl-C stops everything')
  again.kill('SIGINT')
  assert.is((await again.ended).code, 130)
})

running('what a killed run and its guard have left is ended by the next', async () => {
  // As a run that was killed with its guard leaves it: a process that is written down, and still holds the port.
  const left = spawn(process.execPath, ['-e', `require('net').createServer().listen(${port},'127.0.0.1',()=>console.log('up'))`], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  await once(left.stdout, 'data')
  const born = (await (await import('node:fs/promises')).readFile(`/proc/${left.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? ''
  await stack.write('.gantry/dev/native/state.json', JSON.stringify({ supervisor: { service: 'gantry', pid: 2 ** 22 + 1, born: '1' }, processes: [{ service: 'api', pid: left.pid, born }], containers: [], lacking: {}, ports: {}, specs: [] }))
  const dev = stack.begin('dev')
  await dev.seen(`end api (process ${left.pid})`)
  await dev.seen('Ctrl-C stops everything')
  dev.kill('SIGINT')
  await dev.ended
})

running('a second run beside it is told who is at it', () => whileUp(async (dev) => {
  const second = await stack.gantry('dev')
  assert.is(second.code, 75)
  assert.match(second.stderr, `dev runs already without containers (process ${dev.pid})`)
}).then(() => {}))

running('an edit is live within a second', () => whileUp(async (dev) => {
  await stack.write('api/api.mjs', server.replace('answer())', '`${answer()} edited`)'))
  const took = await until(() => fetchText(http, '/api/'), (text) => text === 'one edited')
  assert.ok(took < 1000, `${Math.round(took)} ms`)
  await dev.seen('api.mjs has changed: starts again')
  await stack.write('api/api.mjs', server)
}).then(() => {}))

running('health, ps, logs, restart, exec and down know of it from another terminal', async () => {
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  const health = await stack.gantry('health')
  assert.is(health.code, 0, health.stdout + health.stderr)
  assert.match((await stack.gantry('ps')).stdout, new RegExp(`^api +healthy .*127\\.0\\.0\\.1:${port} +node 24`, 'm'))
  assert.match((await stack.gantry('logs', 'api')).stdout, /^api +\| serving$/m)
  const before = (await stack.gantry('exec', 'api', '--', 'sh', '-c', 'echo $PORT $PWD')).stdout
  assert.is(before, `${port} ${stack.folder}/api\n`)
  const starts = async () => (await stack.gantry('logs', 'api', '--tail', 'all')).stdout.match(/serving/g)?.length ?? 0
  const count = await starts()
  const restart = await stack.gantry('restart', 'api')
  assert.is(restart.code, 0, restart.stderr)
  assert.is(await starts(), count + 1)
  const down = await stack.gantry('down')
  assert.equal([down.code, down.stdout], [0, 't-native-dev is stopped; its volumes stay.\n'])
  assert.is((await dev.ended).code, 143)
  assert.is(await alive(), 0)
})

const python = `import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'python one')
print('serving', flush=True)
http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Answer).serve_forever()
`

when((await run(['python3', '--version'])).code === 0, 'python3 is not installed', running)('a service in Python, with a .venv of its own; an edit is live', async () => {
  await stack.write('stack.yaml', stackFile(`  api: { kind: python-web, command: python3 server.py, native: { workdir: ./py }, port: ${port}, health: /, route: / }\n`))
  await stack.write('py/server.py', python)
  await run(['python3', '-m', 'venv', '--without-pip', 'py/.venv'], { cwd: stack.folder })
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  assert.is((await stack.gantry('exec', 'api', '--', 'python3', '-c', 'import sys; print(sys.prefix)')).stdout, `${stack.folder}/py/.venv\n`)
  await stack.write('py/server.py', python.replace('python one', 'python two'))
  await until(() => fetchText(http), (text) => text === 'python two')
  dev.kill('SIGINT')
  assert.is((await dev.ended).code, 130)
})

running('--detach leaves it running, and says where', async () => {
  const { code, stdout, stderr } = await stack.gantry('dev', '--detach')
  assert.equal([code, stdout], [0, `api  http://localhost:${http}/api/\n`], stderr)
  assert.is(await fetchText(http, '/api/'), 'one')
  assert.match((await stack.gantry('ps')).stdout, /^api +healthy/m)
  assert.is((await stack.gantry('down')).code, 0)
  assert.is(await alive(), 0)
})

running('--detach of what does not start says why, with 1', async () => {
  await stack.write('stack.yaml', stackFile(api.replace('api.mjs', 'none.mjs')))
  const { code, stderr } = await stack.gantry('dev', '--detach')
  assert.is(code, 1)
  assert.match(stderr, 'Cannot find module')
  assert.ok(await reaches(alive, 0, 5000))
})

running('twice in a row nothing is prepared anew', async () => {
  const { stdout, stderr } = await stack.gantry('dev', '--dry-run')
  assert.is(stderr, '')
  assert.match(stdout, /^run api \(node .*\), proxy \(.*\) {2}# each is started/)
})

running.run()
