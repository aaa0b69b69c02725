// needs: engine
// limit: 240
import * as assert from 'uvu/assert'
import { ask, call } from './ask.mts'
import { docker, until } from './docker.mts'
import { inFrontOf } from './proxied.mts'

await inFrontOf('the proxy behind services that come and go', (test, { port, program, hasGrpc, project, stack }) => {
  const addressOf = (container: string) => docker('inspect', container, '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}')

  test('a reload loses no request', async () => {
    const seen = new Set<number>()
    let isReloading = true
    const watching = (async () => { while (isReloading) seen.add((await ask(port, '/whole')).status) })()
    for (let turn = 0; turn < 3; turn++) await stack.compose('exec', '-T', 'proxy', program, '-c', '/etc/nginx/gantry/nginx.conf', '-s', 'reload')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    isReloading = false
    await watching
    assert.equal([...seen], [200])
  })

  test('a service that starts late is found', async () => {
    assert.is((await ask(port, '/late')).status, 503)
    await stack.compose('up', '--detach', '--no-deps', 'late')
    const found = await until(6, () => ask(port, '/late'), ({ status }) => status === 200)
    assert.is(found.json.url, '/late')
    if (hasGrpc) assert.is((await call(port, '/late.Late/Say', Buffer.from('\0\0\0\0\x02hi'))).trailers['grpc-status'], '0')
  })

  test('a service is followed to its new address, and is never a 502 or 504 on the way', async () => {
    const old = await stack.compose('ps', '--quiet', 'late')
    const before = await addressOf(old)
    const seen = new Set<number>()
    let isMoving = true
    await docker('stop', old)
    // A connection that the kernel took and the ending program never did is reset: that request is a 502, and no news.
    const watching = (async () => { while (isMoving) seen.add((await ask(port, '/late')).status) })()
    await docker('rm', old)
    // Somebody else takes the old address.
    const network = `${project}_backend`
    const squatter = await docker('run', '--detach', '--rm', '--network', network, '--ip', before, 'localhost/gantry/busybox:1', 'sleep', '60').catch(() => undefined)
    const other = squatter ?? await docker('run', '--detach', '--rm', '--network', network, 'localhost/gantry/busybox:1', 'sleep', '60')
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await stack.compose('up', '--detach', '--no-deps', 'late')
    await until(6, () => ask(port, '/late'), ({ status }) => status === 200)
    isMoving = false
    await watching
    await docker('rm', '--force', other)
    assert.is.not(await addressOf(await stack.compose('ps', '--quiet', 'late')), before)
    assert.equal([...seen].sort(), [200, 503])
  })

  test('replicas share the requests', async () => {
    await stack.compose('up', '--detach', '--no-deps', '--scale', 'late=3', 'late')
    const ten = () => Promise.all(Array.from({ length: 10 }, async () => (await ask(port, '/late')).json?.host as string))
    const hosts = await until(8, ten, (found) => new Set(found).size === 3)
    assert.is(new Set(hosts).size, 3)
  })
})
