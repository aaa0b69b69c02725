// limit: 120
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countProcesses, reaches } from '../support/alive.mts'
import { root, run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { createNative, freePort, server } from './support.mts'

const hasTmux = (await run(['tmux', '-V'])).code === 0
const [http, port] = [await freePort(), await freePort()]
const stack = await createNative({
  'stack.yaml': `name: t-screen\nservices:\n  api: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${port}, health: /health, route: / }\nenvironments: { dev: { http: 127.0.0.1:${http} } }\n`,
  'api/api.mjs': server,
})

/** A terminal of 100 × 30 in which a line is typed; what a person sees, and the keys they press. */
const screen = async (name: string, env: Readonly<Record<string, string>>) => {
  const session = `${name}-${process.pid}`
  const tmux = (...words: string[]) => run(['tmux', '-L', session, ...words], { cwd: stack.folder })
  await tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '30', 'sh')
  const line = `${Object.entries({ DOCKER_HOST: 'unix:///nowhere/docker.sock', PATH: `${join(root, 'node_modules/.bin')}:$PATH`, ...env }).map(([key, value]) => `${key}="${value}"`).join(' ')} node '${join(root, 'scripts/dev.mts')}'; echo ended with $?`
  await tmux('send-keys', '-l', line)
  await tmux('send-keys', 'Enter')
  const look = async () => (await tmux('capture-pane', '-p')).stdout
  return {
    look, press: (key: string) => tmux('send-keys', key), resize: (columns: number) => tmux('resize-window', '-x', String(columns), '-y', '30'), end: () => tmux('kill-server'),
    colours: async () => (await tmux('capture-pane', '-p', '-e')).stdout,
    seen: async (text: string | RegExp) => {
      const has = async () => { const now = await look(); return Number(typeof text === 'string' ? now.includes(text) : text.test(now)) }
      assert.ok(await reaches(has, 1, 20_000), `never saw ${text}:\n${await look()}`)
    },
  }
}

const terminal = suite('without an engine, as a person sees it')
const onScreen = when(hasTmux, 'tmux is not installed', terminal)
terminal.after(() => stack.remove())

onScreen('start, an edit, a change of the window, Ctrl-C', async () => {
  const window = await screen('start', {})
  try {
    await window.seen('Ctrl-C stops everything')
    assert.match(await window.look(), /✔ |healthy after/)
    assert.match(await window.look(), `http://localhost:${http}/`)
    await stack.write('api/api.mjs', `${server}// edited\n`)
    await window.seen('api.mjs has changed: starts again')
    await window.seen(/\| serving/)
    await window.resize(60)
    await stack.write('api/api.mjs', server)
    await window.seen(/(?:serving[\s\S]*){2}/)
    assert.match(await window.colours(), /\x1b\[\d+m *api/, 'the prefix has a colour')
    await window.press('C-c')
    await window.seen('ended with 130')
    assert.is(await countProcesses(`${stack.folder}/`), 0)
  } finally {
    await window.end()
  }
})

onScreen('a failure: what, the last lines, and the prompt is back', async () => {
  await stack.write('api/api.mjs', 'console.error("\\x1b[2J\\x1b[31mno such setting: TOKEN"); process.exit(3)')
  const window = await screen('failure', {})
  try {
    await window.seen('ended with 1')
    await window.seen('no such setting: TOKEN')
  } finally {
    await window.end()
    await stack.write('api/api.mjs', server)
  }
})

onScreen('closing the window ends everything', async () => {
  const window = await screen('closed', {})
  await window.seen('Ctrl-C stops everything')
  const { supervisor } = JSON.parse(await stack.read('.gantry/dev/native/state.json')) as { supervisor: { pid: number } }
  await window.end()
  const isAlive = async () => { try { return Number(process.kill(supervisor.pid, 0)) } catch { return 0 } }
  assert.ok(await reaches(isAlive, 0, 10_000))
  assert.is(await countProcesses(`${stack.folder}/`), 0)
})

onScreen('NO_COLOR: no colours', async () => {
  const window = await screen('plain', { NO_COLOR: '1' })
  try {
    await window.seen('Ctrl-C stops everything')
    await stack.write('api/api.mjs', `${server}// again\n`)
    await window.seen('has changed: starts again')
    assert.not.match(await window.colours(), /\x1b\[3\dm/)
    await window.press('C-c')
    await window.seen('ended with 130')
  } finally {
    await window.end()
  }
})

onScreen('a terminal of no columns and a closed stdin change nothing', async () => {
  const dev = stack.begin('dev')
  dev.child.stdin.end()
  await dev.seen('Ctrl-C stops everything')
  dev.kill('SIGINT')
  assert.is((await dev.ended).code, 130)
  const shell = await run(['script', '-qec', `stty cols 0 rows 0; DOCKER_HOST=unix:///nowhere/docker.sock timeout -s INT 4 node '${join(root, 'scripts/dev.mts')}'`, '/dev/null'], { cwd: stack.folder, env: { TERM: 'xterm', SHELL: '/bin/bash' } })
  assert.match(shell.stdout, 'Ctrl-C stops everything')
  assert.ok(shell.stdout.length < 5000, `${shell.stdout.length} characters`)
})

terminal.run()
