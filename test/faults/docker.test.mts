import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fakeDocker, type Reply } from '../support/docker.mts'
import { root, run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const stackFile = `
name: t-docker
services: { app: { kind: container, image: busybox:1, command: sleep 600 } }
environments: { dev: {} }
`
const script = (name: string) => join(root, 'scripts', `${name}.mts`)

/** A stack and a PATH of one's own; gives the folder and a way to run commands there. */
const withStack = (act: (folder: string, gantry: (env: Readonly<Record<string, string>>, command: string, ...words: string[]) => ReturnType<typeof run>) => Promise<void>) =>
  withTemp(async (folder) => {
    await writeFile(join(folder, 'stack.yaml'), stackFile)
    await act(folder, (env, command, ...words) => run([process.execPath, script(command), ...words], { cwd: folder, env }))
  })

/** Files that tell of something begun; a lock that was held is none. */
const traces = async (folder: string): Promise<readonly string[]> => (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && !['stack.yaml', 'docker.log', 'lock'].includes(entry.name) && entry.parentPath !== join(folder, 'bin')).map(({ name }) => name)

const docker = suite('docker is not as it should be')
const hasClient = (await run(['sh', '-c', 'command -v docker'])).code === 0
const withClient = when(hasClient, 'no docker client is installed', docker)

withClient('an engine that is not there is said so, soon, by every command', () => withStack(async (folder, gantry) => {
  for (const command of ['up', 'dev', 'prod', 'down', 'restart', 'ps', 'health', 'clean']) {
    const { code, stderr, stdout } = await gantry({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, command, ...command === 'prod' ? ['--env', 'dev'] : [])
    assert.equal([code, stdout], [1, ''], command)
    assert.match(stderr, /^The Docker engine at unix:\/\/\/nowhere\/docker\.sock does not answer\.\n {2}Start it with `sudo systemctl start docker`/, command)
  }
  assert.equal(await traces(folder), [], 'nothing was begun')
}))

withClient('the message comes within a second', () => withStack(async (_folder, gantry) => {
  const times: number[] = []
  // The shortest of three: the machine may be busy with other tests.
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now()
    await gantry({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 'up')
    times.push(performance.now() - began)
  }
  assert.ok(Math.min(...times) < 1000, `${times.map(Math.round).join(', ')} ms`)
}))

withClient('the same as JSON', () => withStack(async (_folder, gantry) => {
  const { stdout, code } = await gantry({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 'up', '--json')
  const { exit, problems } = JSON.parse(stdout) as { exit: number; problems: { code: string; message: string; hint: string }[] }
  assert.equal([code, exit, problems.map(({ code: each }) => each)], [1, 1, ['failed']])
}))

docker('no docker on PATH: where to get it', () => withStack(async (folder, gantry) => {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  for (const program of ['sh', 'bash', 'cat', 'flock', 'sleep']) await symlink((await run(['which', program])).stdout.trim(), join(bin, program))
  for (const command of ['up', 'dev', 'down', 'ps', 'health', 'clean']) {
    const began = performance.now()
    const { code, stderr } = await gantry({ PATH: bin }, command)
    assert.ok(performance.now() - began < 5000, `${command} answers soon`)
    const rest = command === 'dev' ? '  Nothing of this stack runs without containers: app: it is an image.\n' : ''
    assert.equal([code, stderr], [1, `The docker command is not installed.\n  Install Docker Engine: https://docs.docker.com/engine/install/\n${rest}`], command)
  }
  for (const words of [['logs'], ['exec', 'app', 'id']] as const) {
    const [command, ...more] = words
    assert.match((await gantry({ PATH: bin }, command, ...more)).stderr, 'docker is not installed')
  }
  assert.equal(await traces(folder), [])
}))

const answers = (engine: string, compose: Reply): readonly Reply[] => [
  { argv: ['version'], stdout: JSON.stringify({ Client: { Version: '28.5.2' }, Server: { Version: engine } }) }, compose,
]
const version = ['compose', 'version']

for (const [what, replies, message] of [
  ['a compose that is too old', answers('28.5.2', { argv: version, stdout: '{"version":"v2.17.3"}' }), /^Docker Compose v?2\.17\.3 has no .*\(since 2\.24\): .*\n {2}Install the compose plugin 2\.24 or newer: https:/],
  ['no compose at all', answers('28.5.2', { argv: version, code: 1, stderr: 'docker: \'compose\' is not a docker command.' }), /^Docker Compose is not installed: .*\n {2}Install the compose plugin/],
  ['an engine that is too old', answers('20.10.24', { argv: version, stdout: '{"version":"2.40.0"}' }), /^Docker Engine 20\.10\.24 has no .*\(since 25\): .*\n {2}Update Docker Engine to 25 or newer: https:/],
] as const)
  docker(`${what} is named with what is needed, and nothing is begun`, () => withStack(async (folder, gantry) => {
    const fake = await fakeDocker(folder, replies)
    const { code, stderr } = await gantry({ PATH: fake.path }, 'up')
    assert.is(code, 1)
    assert.match(stderr, message)
    assert.equal((await fake.calls()).filter(([first, second]) => first === 'compose' && second !== 'version'), [])
    assert.equal(await traces(folder), [])
  }))

docker('an engine that refuses says what it said', () => withStack(async (folder, gantry) => {
  const fake = await fakeDocker(folder, [...answers('28.5.2', { argv: version, stdout: '{"version":"2.40.0"}' }), { argv: ['compose'], code: 17, stderr: 'pull access denied for busybox' }])
  const { code, stderr } = await gantry({ PATH: fake.path }, 'up')
  assert.is(code, 1)
  assert.match(stderr, /^docker compose --file compose\/dev\/compose\.yaml .* ended with 17\n {2}pull access denied for busybox$/m)
}))

docker.run()
