import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { access, chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { apply } from '../../scripts/shell/apply.mts'
import type { Means } from '../../scripts/shell/performers.mts'
import type { Effect, Outcome } from '../../scripts/plan/step.mts'
import { withTemp } from '../support/temp.mts'

const silent = { say: () => {}, begin: () => () => {}, show: () => {}, clear: () => {} }
const meansIn = (folder: string): Means => ({ folder, progress: silent, signal: new AbortController().signal, verbose: false, canAsk: false, unlock: async () => {} })
const perform = async (folder: string, effect: Effect): Promise<Outcome> => {
  const [outcome] = await apply([{ ...effect, id: 'it', after: [], why: 'for the test' }], meansIn(folder))
  return outcome ?? assert.unreachable() as never
}
const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8)

const performing = suite('performers')

performing('run a command in the stack folder and keep what it printed', () => withTemp(async (folder) => {
  assert.equal([(await perform(folder, { do: 'run', argv: ['pwd'] })).message], [folder])
}))

performing('say how a command failed, with its last lines', () => withTemp(async (folder) => {
  const { state, message } = await perform(folder, { do: 'run', argv: ['sh', '-c', 'seq 20 >&2; exit 4'] })
  assert.is(state, 'failed')
  assert.is(message, `sh -c 'seq 20 >&2; exit 4' ended with 4\n${Array.from({ length: 10 }, (_, index) => `  ${index + 11}`).join('\n')}`)
  assert.equal([(await perform(folder, { do: 'run', argv: ['no-such'] })).message, (await perform(folder, { do: 'run', argv: ['no-such'] })).hint], ['no-such is not installed', 'install no-such, or put it on PATH'])
}))

performing('write, remove and create relative to the stack folder', () => withTemp(async (folder) => {
  await perform(folder, { do: 'write', path: 'a/b', content: 'text', mode: 0o600 })
  assert.equal([await readFile(join(folder, 'a/b'), 'utf8'), await modeOf(join(folder, 'a/b'))], ['text', '600'])
  assert.is((await perform(folder, { do: 'write', path: 'a/b', content: 'text' })).message, 'was there already')
  await perform(folder, { do: 'remove', path: 'a/b' })
  assert.is(await access(join(folder, 'a/b')).then(() => true, () => false), false)
  await perform(folder, { do: 'folder', path: 'secrets/dev', mode: 0o700 })
  assert.is(await modeOf(join(folder, 'secrets/dev')), '700')
}))

performing('make secrets once, readable in the container, different each time', () => withTemp(async (folder) => {
  for (const [generate, shape] of [['hex32', /^[0-9a-f]{64}$/], ['base64url32', /^[\w-]{43}$/]] as const) {
    await perform(folder, { do: 'secret', path: generate, generate })
    const value = await readFile(join(folder, generate), 'utf8')
    assert.match(value, shape)
    assert.is(await modeOf(join(folder, generate)), '444')
    assert.is((await perform(folder, { do: 'secret', path: generate, generate })).message, 'was there already')
    assert.is(await readFile(join(folder, generate), 'utf8'), value)
    await perform(folder, { do: 'secret', path: `${generate}-other`, generate })
    assert.is.not(await readFile(join(folder, `${generate}-other`), 'utf8'), value)
  }
}))

performing('never keep a secret that was there but empty or unreadable from being seen as there', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'empty'), '')
  await perform(folder, { do: 'secret', path: 'empty', generate: 'hex32' })
  assert.is(await readFile(join(folder, 'empty'), 'utf8'), '')
}))

performing('refuse to ask where nobody is, with a line that works', () => withTemp(async (folder) => {
  const { state, exit, message, hint } = await perform(folder, { do: 'ask', path: 'secrets/dev/google key', name: 'google' })
  assert.equal([state, exit, message], ['failed', 3, 'the secret google has to be given by a person, and nobody can be asked here'])
  execFileSync('bash', ['-c', hint?.replace('write it in bash: ', '') ?? ''], { cwd: folder, input: `va\\l "ue' $x\n` })
  assert.is(await readFile(join(folder, 'secrets/dev/google key'), 'utf8'), `va\\l "ue' $x`)
  assert.is(await modeOf(join(folder, 'secrets/dev/google key')), '444')
  assert.is((await perform(folder, { do: 'ask', path: 'secrets/dev/google key', name: 'google' })).message, 'was there already')
}))

performing('join secrets: percent-encoded in a URL, as they are elsewhere', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'user'), 'us:er')
  await writeFile(join(folder, 'password'), `p@ss/wo%rd?#'"\n`)
  await perform(folder, { do: 'compose-secret', path: 'url', parts: ['postgres://', { secret: 'user' }, ':', { secret: 'password' }, '@db:5432/app'] })
  assert.is(await readFile(join(folder, 'url'), 'utf8'), `postgres://us%3Aer:p%40ss%2Fwo%25rd%3F%23'%22@db:5432/app`)
  assert.is(new URL(await readFile(join(folder, 'url'), 'utf8')).hostname, 'db')
  assert.is(await modeOf(join(folder, 'url')), '444')
  await perform(folder, { do: 'compose-secret', path: 'sub/plain', parts: ['user=', { secret: './user' }, ' ', { secret: './password' }] })
  assert.is(await readFile(join(folder, 'sub/plain'), 'utf8'), `user=us:er p@ss/wo%rd?#'"`)
}))

performing('say which part of a joined secret is missing, and follow one that changes', () => withTemp(async (folder) => {
  const join_ = { do: 'compose-secret', path: 'url', parts: ['a ', { secret: 'part' }] } as const
  const { message, hint } = await perform(folder, join_)
  assert.equal([message, hint], ['there is no secret in part', 'run `make setup`'])
  for (const value of ['one', 'two']) {
    await writeFile(join(folder, 'part'), value)
    await perform(folder, join_)
    assert.is(await readFile(join(folder, 'url'), 'utf8'), `a ${value}`)
  }
}))

performing('turn what the file system refuses into a failed step', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'file'), '')
  await chmod(join(folder, 'file'), 0o600)
  const { state, message } = await perform(folder, { do: 'write', path: 'file/below', content: '' })
  assert.is(state, 'failed')
  assert.match(message, /^write .*file\/below: /)
}))

performing('pass on the exit code of a command that had the terminal, and say nothing more', () => withTemp(async (folder) => {
  const { state, exit, message } = await perform(folder, { do: 'hand-over', argv: ['sh', '-c', 'exit 7'] })
  assert.equal([state, exit, message], ['failed', 7, ''])
  assert.is((await perform(folder, { do: 'hand-over', argv: ['no-such'] })).message, 'no-such is not installed')
}))

performing.run()
