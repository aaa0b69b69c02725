// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stringify } from 'yaml'
import { createStack, docker, until } from './support/stack.mts'

/** Writes a log line as services do; `where` is another place than stdout. */
const say = (level: string, message: string, where = '') => `echo '${JSON.stringify({ level, message })}'${where}`
const busybox = { kind: 'container', image: 'busybox:1' }
const stack = await createStack('t-days', { 'stack.yaml': stringify({
  services: {
    api: {
      ...busybox, user: 0, volumes: ['things:/things'], variables: { COLOUR: 'red' },
      command: ['sh', '-c', [say('info', 'api is up'), say('warn', 'api is slow'), say('error', 'api is lost'), 'exec sleep 600'].join('; ')],
    },
    other: { ...busybox, command: ['sh', '-c', `${say('info', 'other is up')}; exec sleep 600`] },
  },
  environments: { dev: {} },
}) })

const everyday = suite('every day')

everyday.after(() => stack.remove())

everyday('up prints nothing but addresses on stdout', async () => {
  const { code, stdout, stderr } = await stack.gantry('up')
  assert.equal([code, stdout], [0, ''], stderr)
})

everyday('ps lists every container, for people and for programs', async () => {
  const { stdout } = await stack.gantry('ps')
  assert.match(stdout, /^service +state +for +restarts +ports +image\napi +running .*busybox:1\nother +running/)
  const { result } = JSON.parse((await stack.gantry('ps', '--json')).stdout) as { result: { service: string; state: string }[] }
  assert.equal(result.map(({ service, state }) => [service, state]), [['api', 'running'], ['other', 'running']])
})

everyday('logs shows both services, or one, or what matters, or what is new', async () => {
  const logs = async (...words: string[]) => { const { code, stdout } = await stack.gantry('logs', ...words); return [code, ...[...stdout.matchAll(/"message":"([^"]+)"/g)].map(([, text]) => text).sort()] }
  assert.equal(await logs(), [0, 'api is lost', 'api is slow', 'api is up', 'other is up'])
  assert.equal(await logs('other'), [0, 'other is up'])
  assert.equal(await logs('--services', 'api', '--tail', '1'), [0, 'api is lost'])
  assert.equal(await logs('--level', 'warn'), [0, 'api is lost', 'api is slow'])
  assert.equal(await logs('--since', '1h', 'api'), [0, 'api is lost', 'api is slow', 'api is up'])
  assert.equal(await logs('--since', new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)), [0])
  assert.is((await stack.gantry('logs', '--level', 'loud')).code, 2)
})

everyday('logs --follow goes on until Ctrl-C', async () => {
  const following = stack.begin('logs', '--follow', '--level', 'error')
  await following.seen('api is lost')
  await stack.exec('other', ['sh', '-c', [say('info', 'told again', ' >/proc/1/fd/1'), say('fatal', 'told at last', ' >/proc/1/fd/1')].join('; ')])
  await following.seen('told at last', 10)
  assert.not.match(following.said(), 'told again')
  following.kill('SIGINT')
  assert.is((await following.ended).code, 130)
})

everyday('exec passes words on as they are, and the exit code back', async () => {
  const words = ['a b', "it's", '"quoted"', '$HOME', '*', '', '--json', '\\n']
  const { code, stdout } = await stack.gantry('exec', 'api', '--', 'printf', '%s|', ...words)
  assert.equal([code, stdout], [0, `${words.join('|')}|`])
  assert.is((await stack.gantry('exec', 'api', 'sh', '-c', 'exit 7')).code, 7)
  assert.is((await stack.gantry('exec', '--user', '1234', 'api', 'id', '-u')).stdout, '1234\n')
  const nobody = await stack.gantry('exec', 'apu', 'id')
  assert.equal([nobody.code, nobody.stderr], [2, 'there is no service "apu"\n  the services are api, other\n'])
})

everyday('exec passes stdin on', async () => {
  const { stdout } = await stack.gantryWith({ stdin: 'from outside' }, 'exec', 'api', 'cat')
  assert.is(stdout, 'from outside')
})

everyday('restart touches what it is told to', async () => {
  const before = await stack.runs()
  assert.is((await stack.gantry('restart', 'api')).code, 0)
  const after = await stack.runs()
  assert.equal([after['api-1'] === before['api-1'], after['other-1'] === before['other-1']], [false, true])
  assert.is(after['api-1']?.split(' ')[0], before['api-1']?.split(' ')[0], 'the same container')
})

everyday('restart takes a change of the stack file in', async () => {
  await stack.write('stack.yaml', (await stack.read('stack.yaml')).replace('COLOUR: red', 'COLOUR: green'))
  assert.is((await stack.gantry('restart', 'api')).code, 0)
  assert.is(await stack.exec('api', ['sh', '-c', 'echo $COLOUR']), 'green')
})

everyday('down leaves volumes, whatever is asked', async () => {
  await stack.exec('api', ['sh', '-c', 'echo kept > /things/it'])
  assert.is((await stack.gantry('down', 'other')).code, 0)
  assert.equal(await stack.containers(), ['api-1'])
  assert.is((await stack.gantry('down', '--yes')).code, 0)
  assert.equal([await stack.containers(), await docker('network', 'ls', '--quiet', '--filter', 'name=t-days')], [[], ''])
  const again = await stack.gantry('down')
  assert.equal([again.code, again.stdout], [0, 'Nothing of t-days-dev is there.\n'])
  await stack.gantry('up')
  assert.is(await stack.exec('api', ['cat', '/things/it']), 'kept')
})

everyday('clean shows what it would free, asks, and takes only its own', async () => {
  const stranger = await docker('create', '--label', 'com.docker.compose.project=t-days-prod', 'localhost/gantry/busybox:1', 'true')
  await docker('compose', '--project-name', 't-days-dev', 'stop', '--timeout', '1')
  const shown = await stack.gantry('clean', '--dry-run')
  assert.is(shown.code, 0)
  assert.match(shown.stdout, /^docker container rm \w+ +# container t-days-dev-api-1: stopped, and so is the rest/m)
  assert.not.match(shown.stdout, 'volume')
  const refused = await stack.gantry('clean')
  assert.is(refused.code, 3)
  assert.match(refused.stderr, 'give --yes')
  assert.equal(await stack.containers(), ['api-1', 'other-1'])
  assert.is((await stack.gantry('clean', '--yes')).code, 0)
  assert.equal(await stack.containers(), [])
  assert.is(await docker('inspect', stranger, '--format', '{{.State.Status}}'), 'created')
  assert.match(await docker('volume', 'ls', '--quiet'), /^t-days-dev_things$/m)
})

everyday('what is still in use is left alone by clean', async () => {
  await stack.gantry('up')
  const before = await stack.runs()
  const { code, stdout } = await stack.gantry('clean', '--yes')
  assert.is(code, 0, stdout)
  await until(1, stack.runs, (runs) => JSON.stringify(runs) === JSON.stringify(before))
})

everyday.run()
