// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { copyDemo } from './support/demo.mts'
import { ask, docker, only, until, type Inspected } from './support/stack.mts'

const port = 19_010
const demo = await copyDemo('t-prod', port)
const started: string[] = []
let containers: readonly Inspected[] = []
let running: readonly Inspected[] = []

const prod = suite('the demo in production')

prod.after(() => demo.remove())

const nameOf = ({ Name }: Inspected): string => Name.replace('/t-prod-prod-', '')
const each = <T,>(of: readonly Inspected[], read: (container: Inspected) => T): Readonly<Record<string, T>> => Object.fromEntries(of.map((one) => [nameOf(one), read(one)]))
const same = <T,>(of: readonly Inspected[], read: (container: Inspected) => T, wanted: T): void => assert.equal(each(of, read), each(of, () => wanted))

prod('starts from a fresh copy and is healthy', async () => {
  for (const command of ['prod', 'health']) {
    const { code, stdout, stderr } = await demo.gantry(command, '--env', 'prod')
    assert.is(code, 0, stderr)
    started.push(stdout, stderr)
  }
  containers = await demo.inspect('*', 'prod')
  running = containers.filter(({ State }) => State.Status === 'running')
  assert.equal(running.map(nameOf).sort(), ['api-1', 'api-2', 'cache-1', 'db-1', 'proxy-1', 'web-1', 'worker-1'])
})

prod('requests alternate over the replicas', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, async () => (await ask(port, '/api/whoami')).json.hostname as string))
  assert.is(new Set(answers).size, 2)
})

prod('only the proxy publishes a port', () => {
  const published = each(containers, ({ HostConfig }) => Object.entries(HostConfig['PortBindings'] ?? {}))
  assert.equal(Object.fromEntries(Object.entries(published).filter(([, ports]) => ports.length > 0)), { 'proxy-1': [['80/tcp', [{ HostIp: '127.0.0.1', HostPort: String(port) }]]] })
})

prod('no process is root or holds a capability', async () => {
  for (const container of running) {
    const [, ...rows] = (await docker('top', container.Id, '-eo', 'pid,uid')).split('\n').map((row) => row.trim().split(/\s+/))
    assert.ok(rows.length > 0)
    for (const [pid, uid] of rows) {
      assert.is.not(uid, '0', nameOf(container))
      assert.match(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'CapEff:\t0000000000000000\n'), /^CapEff:\t0{16}$/m)
    }
  }
})

prod('nothing can be written, no new privileges, everything is limited', () => {
  same(containers, ({ HostConfig }) => HostConfig['ReadonlyRootfs'] as boolean, true)
  same(containers, ({ HostConfig }) => HostConfig['SecurityOpt'] as string[], ['no-new-privileges:true'])
  same(containers, ({ HostConfig }) => HostConfig['CapDrop'] as string[], ['ALL'])
  same(containers, ({ HostConfig }) => HostConfig['Privileged'] as boolean, false)
  for (const limit of ['Memory', 'NanoCpus', 'PidsLimit']) same(containers, ({ HostConfig }) => HostConfig[limit] > 0, true)
})

prod('a program can not write to the root file system', async () => {
  const tried = await docker('exec', running.find((one) => nameOf(one) === 'api-1')?.Id ?? '', 'sh', '-c', 'touch /app/x /etc/x ~root/x 2>&1; touch /tmp/x && echo but /tmp')
  assert.is(tried.match(/Read-only file system|Permission denied/g)?.length, 3)
  assert.match(tried, 'but /tmp')
})

prod('the database is on a network of its own that leads nowhere', async () => {
  const db = await only(demo.inspect('db', 'prod'))
  assert.equal(Object.keys(db.NetworkSettings.Networks), ['t-prod-prod_database'])
  assert.is(await docker('network', 'inspect', 't-prod-prod_database', '--format', '{{.Internal}}'), 'true')
})

prod('what the API reaches outside, the database does not', async () => {
  const outside = createServer((socket) => socket.end()).listen(0, '0.0.0.0')
  await until(5, async () => outside.address(), (found) => found !== null)
  const { port: door } = outside.address() as { port: number }
  const address = Object.entries(networkInterfaces()).flatMap(([name, found = []]) => /^(lo|br-|docker|veth)/.test(name) ? [] : found).find(({ family }) => family === 'IPv4')?.address ?? '172.17.0.1'
  try {
    const api = running.find((one) => nameOf(one) === 'api-1')?.Id ?? ''
    assert.is(await docker('exec', api, 'node', '-e', `require('net').connect(${door},'${address}',()=>{console.log('open');process.exit()}).on('error',e=>console.log(e.code))`), 'open')
    const knock = `timeout 3 bash -c 'echo > /dev/tcp/${address}/${door}' 2>/dev/null && echo open || echo closed`
    assert.is(await demo.exec('db', ['bash', '-c', knock], 'prod'), 'closed')
    assert.not.match(await demo.exec('db', ['cat', '/proc/net/route'], 'prod'), /^\S+\t00000000\t/m)
  } finally {
    outside.close()
  }
})

prod('secrets are files that only the services read', async () => {
  const modes = await Promise.all(['secrets/prod', 'secrets/prod/db_password'].map(async (path) => ((await stat(join(demo.folder, path))).mode & 0o777).toString(8)))
  assert.equal(modes, ['700', '444'])
  const secret = await demo.read('secrets/prod/db_password')
  const api = running.find((one) => nameOf(one) === 'api-1')?.Id ?? ''
  assert.equal(await docker('exec', api, 'sh', '-c', 'id -u; cat "$DB_PASSWORD_FILE"'), `1000\n${secret}`)
})

prod('the secret shows nowhere else', async () => {
  const secret = await demo.read('secrets/prod/db_password')
  const files = (await readdir(demo.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/secrets/'))
  const texts: Record<string, string> = Object.fromEntries(await Promise.all(files.map(async ({ parentPath, name }) => [`${parentPath}/${name}`, await readFile(join(parentPath, name), 'utf8')] as const)))
  for (const container of containers) {
    texts[`inspect ${nameOf(container)}`] = JSON.stringify(container)
    texts[`logs ${nameOf(container)}`] = await docker('logs', container.Id)
    if (container.State.Status === 'running') texts[`processes of ${nameOf(container)}`] = await docker('top', container.Id, '-eo', 'pid,args')
  }
  for (const words of [['prod', '--dry-run'], ['prod', '--dry-run', '--json'], ['ps', '--json', '--env', 'prod'], ['health', '--json', '--env', 'prod']] as const) {
    const [command, ...more] = words
    const { stdout, stderr } = await demo.gantry(command, ...more)
    texts[words.join(' ')] = stdout + stderr
  }
  texts['what was said'] = started.join('')
  assert.equal(Object.entries(texts).filter(([, text]) => text.includes(secret)).map(([where]) => where), [])
})

prod('down asks for the name of the environment, and leaves the data', async () => {
  const refused = await demo.gantry('down', '--env', 'prod', '--yes')
  assert.is(refused.code, 3)
  assert.match(refused.stderr, /interrupts service[\s\S]*--confirm prod/)
  assert.is((await demo.inspect('*', 'prod')).length, containers.length)
  assert.is((await demo.gantry('down', '--env', 'prod', '--confirm', 'prod')).code, 0)
  assert.equal(await demo.containers('prod'), [])
  assert.match(await docker('volume', 'ls', '--quiet'), /^t-prod-prod_db-data$/m)
})

prod.run()
