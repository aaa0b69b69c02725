// needs: engine
// limit: 90
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { copyFiles } from '../../scripts/shell/backup/copy-files.mts'
import { hook } from '../support/hook.mts'
import { stageFiles } from './support/files-stage.mts'
import { docker, until } from './support/stack.mts'

const stage = await stageFiles('t-keep')
const { stack, project, data, side, uploads, means, freshRun, orderOf, states, asItWas } = stage

const keep = suite('backup: files')

keep.before(hook(stage.begin))
keep.after(hook(stage.end))

keep('who writes stops for the copy and runs again; who only reads goes on, who was stopped stays so', async () => {
  const runs = await stack.runs()
  const { archive } = await stage.copied()
  const after = await stack.runs()
  assert.equal([after['writer-1'] === runs['writer-1'], after['reader-1'] === runs['reader-1'], await states()], [false, true, asItWas])
  assert.match(archive.byHand.join('\n'), /source=t-keep-dev_data,.*\n.*zstd .*\| docker container cp --archive - /)
})

keep('what may be copied live stops nobody', async () => {
  const runs = await stack.runs()
  await stage.copied({ ...data, isLive: true })
  assert.equal(await stack.runs(), runs)
})

keep('a copy that fails starts everyone again, and leaves nothing', async () => {
  const { archives, failures } = await copyFiles(orderOf(join(stack.folder, 'nowhere'), [data]), means)
  assert.equal([archives, failures.length, await states()], [[], 1, asItWas])
  assert.match(failures[0]?.message ?? '', 'nowhere')
  assert.is(await stage.lenders(), '')
})

keep('one thing that is missing does not keep the others from being copied', async () => {
  const folder = await freshRun()
  const { archives, failures } = await copyFiles(orderOf(folder, [{ ...data, item: 'gone', source: `${project}_gone` }, { ...uploads, item: './none', source: 'none' }, side]), means)
  assert.equal([archives.map((one) => one.item), failures.map((one) => one.message)], [['side'], ['there is no volume t-keep-dev_gone: the service was never started, or somebody has removed it', 'there is no such file or folder']])
})

keep('what a stranger writes to is not copied while he may, and he is not stopped', async () => {
  const stranger = await docker('run', '--detach', '--label', 'com.docker.compose.project=t-keep-prod', '--volume', `${side.source}:/side`, stage.image, 'sleep', '60')
  const { archives, failures } = await copyFiles(orderOf(await freshRun(), [side]), means)
  assert.equal([archives, await docker('inspect', '--format', '{{.State.Status}}', stranger)], [[], 'running'])
  assert.match(failures[0]?.message ?? '', 'which is not of this stack, writes to it')
  await docker('rm', '--force', stranger)
})

for (const [signal, code] of [['SIGINT', 130], ['SIGKILL', null]] as const) keep(`${signal} in the middle of a copy: everyone runs again, no archive has its name`, async () => {
  const folder = await freshRun()
  const run = stage.act('copy', orderOf(folder, [data]))
  await run.seen(/data: [1-9]\d* MB/, 20)
  assert.is(await states(), 'folder running, idle exited, reader running, writer exited')
  run.kill(signal)
  assert.is((await run.ended).code, code)
  await until(15, states, (now) => now === asItWas)
  assert.equal((await readdir(folder)).filter((name) => !name.startsWith('.')), [])
})

keep('after kill -9 the throw-away container goes with the next run', async () => {
  assert.is((await stage.act('copy', orderOf(await freshRun(), [data])).ended).code, 0)
  assert.is(await stage.lenders(), '')
})

keep.run()
