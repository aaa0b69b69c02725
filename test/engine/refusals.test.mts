// limit: 120
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer } from 'node:net'
import { createStack, docker, until } from './support/stack.mts'

const port = 19_060
const text = (subnet = '') => `
services:
  app: { kind: container, image: busybox:1, command: [sh, -c, echo app > /tmp/index.html; exec httpd -f -p 8000 -h /tmp], port: 8000, route: / }
environments:
  dev: { http: 127.0.0.1:${port}${subnet && `, subnet: ${subnet}`} }
`
const stack = await createStack('t-refuse', { 'stack.yaml': text() })
const clone = await createStack('t-clone', { 'stack.yaml': `name: t-refuse\n${text()}` })
const third = await createStack('t-third', { 'stack.yaml': text() })

const refusals = suite('what up refuses, before anything is created')

refusals.after(() => Promise.all([stack, clone, third].map(({ remove }) => remove())).then(() => {}))

const nothing = async () => assert.equal([await third.containers(), await docker('network', 'ls', '--quiet', '--filter', 'name=t-third')], [[], ''])

refusals('a port that a process holds: which one, and where to choose another', async () => {
  const holder = createServer().listen(port, '127.0.0.1')
  await until(5, async () => holder.listening, (is) => is)
  const { code, stderr } = await third.gantry('up')
  holder.close()
  assert.is(code, 1)
  assert.match(stderr, RegExp(`^port ${port}, which proxy publishes, is taken by \\S+ \\(process ${process.pid}\\)\n {2}stop that, or choose another port in stack\\.yaml`, 'm'))
  await nothing()
})

refusals('a port that a container holds: whose', async () => {
  assert.is((await stack.gantry('up')).code, 0)
  const { code, stderr } = await third.gantry('up')
  assert.is(code, 1)
  assert.match(stderr, `port ${port}, which proxy publishes, is taken by container t-refuse-dev-proxy-1 of project t-refuse-dev\n`)
  await nothing()
})

refusals('a project of the same name that runs from another folder', async () => {
  const before = await stack.runs()
  for (const command of ['up', 'dev', 'restart', 'down', 'clean']) {
    const { code, stderr } = await clone.gantry(command, '--yes')
    assert.is(code, 3, command)
    assert.match(stderr, `the project t-refuse-dev runs from another folder: ${stack.folder}`, command)
  }
  assert.equal(await stack.runs(), before)
})


refusals('a subnet that is in use, and by whom', async () => {
  const [used = ''] = (await docker('network', 'inspect', 't-refuse-dev_frontend', '--format', '{{range .IPAM.Config}}{{.Subnet}}{{end}}')).split('/')
  await third.write('stack.yaml', text(`${used.replace(/\.\d+\.\d+$/, '.0.0')}/16`).replace(String(port), String(port + 1)))
  const { code, stderr } = await third.gantry('up')
  assert.is(code, 3)
  assert.match(stderr, /^the subnet [\d.]+\/16 overlaps [\d.]+\/\d+ of \S+\n {2}choose another one/m)
  await nothing()
})

refusals.run()
