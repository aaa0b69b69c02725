// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fetchText, freePort } from '../native/support.mts'
import { createStack } from './support/stack.mts'

const [http, port] = [await freePort(), await freePort()]
/** `api` runs as a process between two containers: it calls `back`, and `caller` calls it. */
const stack = await createStack('t-mixed', {
  'stack.yaml': `
services:
  back:
    kind: container
    image: busybox:1
    command: [sh, -c, mkdir -p /tmp/www && echo from back > /tmp/www/index.html && exec httpd -f -p 8000 -h /tmp/www]
    port: 8000
    health: { tcp: http }
  api: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${port}, health: /health, needs: [back], route: / }
  caller:
    kind: container
    image: busybox:1
    command: [sh, -c, 'wget -q -O /tmp/answer "http://$API_HOST:$API_PORT/" && exec sleep 600']
    health: { command: test -s /tmp/answer }
    needs: [api]
environments:
  dev: { http: 127.0.0.1:${http} }
`,
  'api/api.mjs': `import { createServer } from 'node:http'
createServer(async (request, response) => {
  if (request.url === '/health') return response.end('ok')
  const answer = await fetch(\`http://\${process.env.BACK_HOST}:\${process.env.BACK_PORT}/\`).then((one) => one.text())
  response.end(\`api \${answer}\`)
}).listen(Number(process.env.PORT), '0.0.0.0')
`,
})

const mixed = suite('some services without a container')
mixed.after(() => stack.remove())

mixed('a process calls a container, a container calls the process, and the proxy finds it', async () => {
  const dev = stack.begin('dev', '--native=api')
  await dev.seen('Ctrl-C stops everything', 90)
  assert.equal(await stack.containers(), ['back-1', 'caller-1'])
  assert.is(await fetchText(http), 'api from back\n')
  const { code, stdout } = await stack.gantry('health')
  assert.is(code, 0, stdout)
  assert.match((await stack.gantry('ps')).stdout, /^api +healthy/m)
  dev.kill('SIGINT')
  assert.is((await dev.ended).code, 130)
  assert.equal(await stack.containers(), [])
  assert.is(await fetchText(port), '')
})

mixed.run()
