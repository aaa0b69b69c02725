// limit: 120
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run } from '../support/run.mts'
import { createStack, docker, only, until } from './support/stack.mts'

const stack = await createStack('t-health', {
  'app/app.mjs': await readFile(join(import.meta.dirname, 'support/app.mjs'), 'utf8'),
  'stack.yaml': `
services:
  db: { kind: redis }
  api:
    kind: node-web
    image: node:24-slim
    command: node /app/app.mjs
    volumes: [./app:/app:ro]
    health: { path: /health, interval: 1s, retries: 1 }
    route: /api
    needs: [db]
    variables: { NEEDS: "{{db.host}}:{{db.port}}" }
  front:
    kind: node-web
    image: node:24-slim
    command: node /app/app.mjs
    volumes: [./app:/app:ro]
    route: /
    needs: [api]
environments:
  dev: { http: 127.0.0.1:19020 }
` })

type Answer = { exit: number; result: { healthy: boolean; services: { service: string; state: string; reason: string; because: { service: string; path: string[] } | null }[]; routes: { route: string; ok: boolean }[] } }
const asked = async (): Promise<Answer> => JSON.parse((await stack.gantry('health', '--json')).stdout) as Answer

const health = suite('health')

health.after(() => stack.remove())

health('before anything runs it says so, with exit 1', async () => {
  const { code, stdout } = await stack.gantry('health')
  assert.is(code, 1)
  assert.match(stdout, /^db +absent +has no container$/m)
  assert.match(stdout, /^api +absent +because db has no container$/m)
})

health('is 0 when everything is well, and names every service, route and disk', async () => {
  assert.is((await stack.gantry('up')).code, 0)
  const { code, stdout } = await stack.gantry('health')
  assert.is(code, 0, stdout)
  for (const line of [/^db +up$/m, /^api +up$/m, /^front +up$/m, /^proxy +up$/m, /^ {2}\/api +200/m, /^disks$/m, /^healthy$/m]) assert.match(stdout, line)
})

health('needs nothing of the environment but a PATH, as in cron', async () => {
  const { code, stdout, stderr } = await run(['env', '-i', `PATH=${process.env['PATH']}`, process.execPath, join(root, 'scripts/health.mts'), '--stack', stack.folder], { cwd: '/' })
  assert.equal([code, stderr], [0, ''], stdout)
})

health('a database that is killed: exit 1, and who suffers from it', async () => {
  await docker('kill', (await only(stack.inspect('db'))).Id)
  const { result } = await until(15, asked, ({ result: { services } }) => services.find(({ service }) => service === 'api')?.state === 'down')
  assert.is(result.healthy, false)
  const { code, stdout } = await stack.gantry('health')
  assert.is(code, 1)
  assert.match(stdout, /^db +down +ended with 137 \(killed\)$/m)
  assert.match(stdout, /^api +down +because db ended with 137 \(killed\)$/m)
  assert.match(stdout, /^front +degraded +because db ended with 137 \(killed\) \(through api\)$/m)
  assert.match(stdout, /^not healthy: db ended with 137 \(killed\)/m)
})

health('started again, it heals by itself, and nobody else is restarted', async () => {
  const before = await stack.runs()
  assert.is((await stack.gantry('up', 'db')).code, 0)
  await until(15, asked, ({ exit }) => exit === 0)
  const after = await stack.runs()
  assert.equal(Object.keys(after).filter((name) => after[name] !== before[name]), ['db-1'])
})

health('a service that hangs is told apart from one that is gone', async () => {
  const { Id } = await only(stack.inspect('api'))
  await docker('pause', Id)
  const { stdout, code } = await stack.gantry('health')
  await docker('unpause', Id)
  assert.is(code, 1)
  assert.match(stdout, /^api +down +is paused$/m)
})

health.run()
