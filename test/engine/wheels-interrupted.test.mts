// needs: engine
// limit: 120
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { docker, until, type Stack } from './support/stack.mts'
import { alone, collectors, stackOf, wheelIndex } from './support/wheels.mts'

const interrupted = suite('wheels: an index in trouble, and people')
const index = await wheelIndex()
let stack: Stack

interrupted.before(hook(async () => { stack = await stackOf('t-wheels-stop', { api: 'alpha\n', job: 'beta\n' }) }))
interrupted.before.each(index.reset)
interrupted.after(hook(async () => { await stack.remove(); await index.close() }))

const nothingIsLeft = async (): Promise<void> => {
  assert.equal((await readdir(join(stack.folder, 'wheels')).catch(() => [])).filter((name) => !name.startsWith('.')), [])
  assert.equal(await until(15, collectors, (ids) => ids === ''), '')
}

interrupted('an index that is down or silent is said once, and nothing is half there', async () => {
  const down = await stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: 'http://me:s3cret@127.0.0.1:1/simple' } }, 'download-wheels')
  assert.is(down.code, 1)
  assert.match(down.stderr, 'api, job: http://127.0.0.1:1 cannot be reached (connection refused)')
  assert.not.match(down.stderr, 's3cret')
  await nothingIsLeft()
  index.knobs.silent.add('page')
  const silent = await stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url, PIP_DEFAULT_TIMEOUT: '1', PIP_RETRIES: '0' } }, 'download-wheels', 'api')
  assert.match(silent.stderr, /127\.0\.0\.1:\d+ sent nothing for 1 s/)
  await nothingIsLeft()
})

interrupted('a login is in no command line, no container and no message', async () => {
  index.knobs.login = 'me:s3cret'
  index.knobs.latency = 600
  const typed = await index.wheels(stack, '--index', index.url.replace('//', '//me:s3cret@'))
  assert.is(typed.code, 2)
  assert.match(typed.stderr, '--index has a login in it')
  const refused = await index.wheels(stack, 'api')
  assert.match(refused.stderr, /lets nobody in without a login \(401 for /)
  const running = stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url.replace('//', '//me:s3cret@') } }, 'download-wheels', '--verbose', 'api')
  const ids = await until(20, collectors, (found) => found !== '')
  assert.not.match(await docker('inspect', ...ids.split('\n')), 's3cret')
  const { code, stdout, stderr } = await running
  assert.is(code, 0, stderr)
  assert.not.match(stdout + stderr + await stack.read('wheels/manifest.json'), 's3cret')
  await rm(join(stack.folder, 'wheels'), { recursive: true })
})

interrupted('Ctrl-C, and even kill -9, leave no container and nothing half-written', async () => {
  index.knobs.silent.add('page')
  for (const [signal, code] of [['SIGINT', 130], ['SIGKILL', null]] as const) {
    const run = stack.begin('download-wheels', '--index', index.url, 'api')
    await until(20, async () => index.requests.length, (count) => count > 0)
    run.kill(signal)
    assert.is((await run.ended).code, code)
    await nothingIsLeft()
    index.requests.length = 0
  }
})

interrupted('two at once: the second is told who is at it', async () => {
  index.knobs.latency = 1500
  const first = stack.begin('download-wheels', '--index', index.url)
  await until(20, async () => index.requests.length, (count) => count > 0)
  const second = await index.wheels(stack)
  assert.is(second.code, 75)
  assert.match(second.stderr, /wheels\/\.lock is held by process \d+ \(download-wheels\)/)
  assert.is((await first.ended).code, 0)
  assert.is((await index.wheels(stack)).code, 0)
})

interrupted('what was killed half way goes on: what had come is not fetched again', async () => {
  await rm(join(stack.folder, 'wheels'), { recursive: true })
  index.knobs.silent.add('beta-1.2-py3-none-any.whl')
  const run = stack.begin('download-wheels', '--index', index.url, 'api')
  await until(20, async () => index.requests.length, () => index.requests.some((path) => path.startsWith('/files/beta')))
  run.kill('SIGKILL')
  await run.ended
  index.reset()
  await until(15, collectors, (ids) => ids === '')
  assert.is((await index.wheels(stack, 'api')).code, 0)
  assert.equal(index.counts(), { 'beta-1.2-py3-none-any.whl': 1 })
})

interrupted.run()
