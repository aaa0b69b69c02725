// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { envFileOf } from '../../../scripts/targets/env-file.mts'
import { environment, workload } from '../workload.mts'
import { docker, stackOf } from './docker.mts'

const hostile = ['plain', '', ' spaces ', 'a"b', "a'b", 'a\\b', 'a\\nb', 'a\nb\r\nc\n', '$HOME ${HOME} $$', '#no comment', 'a #b', '`id`', '$(id)', '{{db.host}}', 'é ☃ 🙂', 'a=b;c&d|e', '!x *y', '%s\t%d', "';--", '\\$x\\']
const variables = Object.fromEntries(hostile.map((value, index) => [`VALUE_${index}`, value]))
const busybox = { image: 'busybox:1', user: '1000:1000', restart: 'no', stop: { grace: 1000 } } as const
const sleeper = { ...busybox, command: ['sleep', '600'] } as const
const health = { command: ['true'], interval: 5000, timeout: 1000, retries: 2, startPeriod: 5000, startInterval: 250 }

const project = `gantry-targets-${process.pid}`
const third = process.pid % 60 * 4
const stack = environment({
  project, subnet: `172.31.${third}.0/22`, images: { 'busybox:1': 'localhost/gantry/busybox:1' },
  workloads: [
    workload({ ...sleeper, name: 'db', networks: ['database'], health, mounts: [
      { type: 'tmpfs', path: '/tmp', size: 16 * 1024 ** 2, user: '1000:1000' }, { type: 'tmpfs', path: '/scratch' },
      { type: 'volume', name: 'db-data', path: '/data', readOnly: false, cache: false }, { type: 'bind', source: 'shared', path: '/shared', readOnly: true },
    ] }),
    workload({ ...busybox, name: 'owner', image: `${project}/app:prod`, build: { context: 'app', dockerfile: 'Dockerfile', owner: 'owner' }, command: ['sleep', '600'] }),
    workload({ ...busybox, name: 'job', runs: 'job', image: `${project}/app:prod`, build: { context: 'app', dockerfile: 'Dockerfile', owner: 'owner' }, command: ['cat', '/built'], needs: [{ service: 'db', until: 'ready' }] }),
    workload({ ...busybox, name: 'print', image: 'localhost/gantry/node:24', variables, privateVariables: Object.fromEntries(hostile.map((value, index) => [`PRIVATE_${index}`, value])),
      command: ['node', '-e', 'console.log(JSON.stringify([process.env, process.argv.slice(1)]))', '--', ...hostile], needs: [{ service: 'job', until: 'done' }] }),
    workload({ ...busybox, name: 'reader', command: ['sh', '-c', 'printf %s "$A" | od -An -tx1 | tr -d " \\n"; echo; printf %s "$B" | od -An -tx1 | tr -d " \\n"; echo; cat /run/secrets/plain; echo "$1"', 'sh', 'a b'],
      secrets: [{ name: 'plain' }, { name: 'token', as: 'A' }, { name: 'url', value: 'x', as: 'B' }] }),
    workload({ ...busybox, name: 'nightly', scheduled: true, runs: 'job', command: ['echo', 'it is night'] }),
  ],
})
const token = 'a b"c\'d\\e$HOME`id`\n\n'
const printer = stack.workloads.find(({ name }) => name === 'print')
const envFile = printer && envFileOf(stack.name, printer)
const { compose, remove } = stackOf(stack, {
  'shared/here': '', 'app/Dockerfile': 'FROM busybox:1\nRUN echo built >/built\n', [envFile?.path ?? '']: envFile?.content ?? '',
  'secrets/prod/plain': 'as it is\n', 'secrets/prod/token': token, 'secrets/prod/reader.url': 'postgres://u:p@db/x',
})

const test = suite('a rendered compose file on a real engine')
test.after(async () => {
  await remove()
  await docker('rmi', `${project}/app:prod`)
})

const hex = (text: string): string => Buffer.from(text).toString('hex')
const ranBy = (service: string) => compose('run', '--rm', '--no-deps', '--quiet-pull', '-T', service)

test('compose accepts it', async () => {
  assert.is(await compose('config', '--quiet'), '')
})

test('one service builds on the mapped base image and another uses what it built', async () => {
  await compose('build')
  assert.is(await ranBy('job'), 'built')
})

test('everything starts in order of need', async () => {
  await compose('up', '--detach')
  const states = (await compose('ps', '--all', '--format', '{{.Service}} {{.State}}')).split('\n').sort()
  assert.equal(states.filter((line) => /^(db|owner|nightly)/.test(line)), ['db running', 'owner running'])
  assert.is(await compose('logs', '--no-log-prefix', 'job'), 'built')
})

test('variables and arguments arrive as they are written in the stack file', async () => {
  const [seen, words] = JSON.parse(await ranBy('print'))
  hostile.forEach((value, index) => {
    assert.is(seen[`VALUE_${index}`], value)
    assert.is(seen[`PRIVATE_${index}`], value)
  })
  assert.equal(words, hostile)
})

test('secrets arrive byte for byte, as files and as variables, and show nowhere', async () => {
  assert.is(await ranBy('reader'), [hex(token), hex('postgres://u:p@db/x'), 'as it is', 'a b'].join('\n'))
  assert.not.match(await docker('inspect', await compose('ps', '--all', '--quiet', 'reader')), /postgres:|as it is|a b\\"c/)
})

test('a container is confined', async () => {
  const [{ HostConfig, Config }] = JSON.parse(await docker('inspect', await compose('ps', '--quiet', 'db')))
  assert.equal(
    { root: HostConfig.ReadonlyRootfs, drop: HostConfig.CapDrop, opt: HostConfig.SecurityOpt, init: HostConfig.Init, pids: HostConfig.PidsLimit, memory: HostConfig.Memory, cpus: HostConfig.NanoCpus, user: Config.User, log: HostConfig.LogConfig },
    { root: true, drop: ['ALL'], opt: ['no-new-privileges:true'], init: true, pids: 128, memory: 256 * 1024 ** 2, cpus: 5e8, user: '1000:1000', log: { Type: 'json-file', Config: { 'max-file': '3', 'max-size': '10m' } } },
  )
  assert.equal(Config.Healthcheck, { Test: ['CMD', 'true'], Interval: 5e9, Timeout: 1e9, Retries: 2, StartPeriod: 5e9, StartInterval: 25e7 })
})

test('what is mounted can be written where it should be', async () => {
  const said = await compose('exec', '-T', 'db', 'sh', '-c', 'touch /tmp/a /scratch/b && stat -c %u /tmp /scratch && ls /shared; touch /shared/x 2>/dev/null || echo read-only; df -k /tmp | tail -n 1')
  assert.match(said, /^1000\n0\nhere\nread-only\ntmpfs +16384 /)
})

test('the database network has no way out and every network its part of the subnet', async () => {
  const inspect = async (name: string) => JSON.parse(await docker('network', 'inspect', `${project}_${name}`))[0]
  const [backend, database] = [await inspect('backend'), await inspect('database')]
  assert.equal([backend.Internal, backend.IPAM.Config[0].Subnet], [false, `172.31.${third + 1}.0/24`])
  assert.equal([database.Internal, database.IPAM.Config[0].Subnet], [true, `172.31.${third + 2}.0/24`])
})

test('what is scheduled runs only when it is called', async () => {
  assert.is(await compose('run', '--rm', '-T', 'nightly'), 'it is night')
})

test('a bind mount of nothing is refused, and no folder is made for it', async () => {
  const other = stackOf(environment({ project: `${project}-none`, workloads: [workload({ ...sleeper, image: 'localhost/gantry/busybox:1', name: 'a', mounts: [{ type: 'bind', source: 'missing', path: '/x', readOnly: true }] })] }))
  const refused = await other.compose('up', '--detach').then(() => '', (error: Error) => error.message)
  await other.remove()
  assert.match(refused, /bind source path does not exist/)
})

test('started a second time, nothing is made anew', async () => {
  const ids = await compose('ps', '--all', '--quiet')
  await compose('up', '--detach')
  assert.is(await compose('ps', '--all', '--quiet'), ids)
})


test.run()
