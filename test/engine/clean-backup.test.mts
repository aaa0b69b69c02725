// needs: engine
// limit: 180
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stageFaults } from '../faults/backup-stage.mts'
import { hook } from '../support/hook.mts'
import { docker } from './support/stack.mts'

const stage = await stageFaults('t-save')
const words = ['--volumes', '--backup'] as const
const both = ['t-save-dev_db-data', 't-save-dev_files']

const list = async (filter: string): Promise<readonly string[]> => (await docker('volume', 'ls', '--quiet', '--filter', filter)).split('\n').filter((one) => one !== '').sort()
/** Those of the stack, not what a restore has kept beside them. */
const volumes = (): Promise<readonly string[]> => list(`label=com.docker.compose.project=${stage.project}`)
/** Runs something as root where the volume of the writer is. */
const inFiles = (...argv: readonly string[]): Promise<string> => docker('run', '--rm', '--volume', `${both[1]}:/files`, 'localhost/gantry/busybox:1', ...argv)
const rows = (): Promise<string> => stage.sql('SELECT count(*) FROM notes')

const clean = suite('clean --volumes --backup')

clean.before(hook(() => stage.prepare()))
clean.after(hook(async () => {
  await stage.remove()
  const left = await list(`name=^${stage.project}_`)
  if (left.length > 0) await docker('volume', 'rm', ...left)
}))

clean('shows what it would do, and does nothing before it was asked', async () => {
  const { code, stdout } = await stage.gantry('clean', ...words, '--dry-run')
  assert.is(code, 0)
  assert.match(stdout, /^back up db, writer into kept\/dev\/\S+ {2}# what is in t-save-dev_db-data, t-save-dev_files can be had back\nmake sure that .*\n(?:.*\n)?docker compose .* down .*\ndocker volume rm t-save-dev_db-data /)
  assert.is((await stage.gantry('clean', ...words)).code, 3)
  assert.is((await stage.gantry('clean', '--backup', '--yes')).code, 2)
  assert.equal([await volumes(), await stage.states()], [both, stage.asItWas])
})

clean('a backup that is not whole keeps everything where it is, although there is an earlier one', async () => {
  const before = await stage.sums()
  // A device is nothing that an archive could bring back.
  await inFiles('mknod', '/files/device', 'b', '7', '0')
  const { code, stdout, stderr } = await stage.gantry('clean', ...words, '--yes').finally(() => inFiles('rm', '/files/device'))
  assert.is(code, 1, stdout)
  assert.match(stdout, 'Nothing was removed: no verified backup holds it.')
  assert.match(stderr, /is not whole: writer files: .*device/)
  assert.equal(await volumes(), both)
  await stage.assertUnharmed(before, 'clean')
  assert.is((await stage.status()).ok, false)
})

clean('what runs is backed up, stopped and removed; up and restore bring all of it back', async () => {
  await stage.sql("INSERT INTO notes SELECT i, 'since then' FROM generate_series(501, 600) i")
  const { code, stdout, stderr } = await stage.gantry('clean', ...words, '--yes')
  assert.is(code, 0, stderr)
  assert.match(stdout, /_db-data .* 0 s +removed\n.*_files .* 0 s +removed\n(?:.*\n)*kept\/dev\/\S+ holds what was in them/)
  assert.equal([await volumes(), await stage.containers(), (await stage.status()).ok], [[], [], true])
  assert.is((await stage.gantry('up')).code, 0)
  const restored = await stage.gantry('restore', '--yes')
  assert.is(restored.code, 0, restored.stderr)
  assert.equal([await rows(), await stage.exec('writer', ['cat', '/files/one'])], ['600', 'kept'])
})

clean('a server that does not run is started alone, and stopped again when there is nowhere to save to', async () => {
  assert.is((await stage.gantry('down')).code, 0)
  await rename(stage.kept, join(stage.mounted, 'away'))
  const { code, stdout, stderr } = await stage.gantry('clean', ...words, '--yes').finally(() => rename(join(stage.mounted, 'away'), stage.kept))
  assert.is(code, 1, stdout)
  assert.match(stderr, 'is its disk not mounted?')
  assert.equal([await volumes(), await stage.states()], [both, 'db exited'])
})

clean('or when somebody ends it; the next one does it all', async () => {
  for (const run of await stage.runs()) await rm(join(stage.kept, run), { recursive: true })
  const cleaning = stage.begin([], 'clean', ...words, '--yes')
  await cleaning.seen('back up db, writer into', 60)
  cleaning.kill('SIGTERM')
  const { code: ended, stderr: said } = await cleaning.ended
  assert.is(ended, 143, said)
  assert.equal([await volumes(), await stage.states(), await stage.runs()], [both, 'db exited', []])
  const { code, stderr } = await stage.gantry('clean', ...words, '--yes')
  assert.is(code, 0, stderr)
  assert.equal([await volumes(), await stage.containers(), (await stage.runs()).length], [[], [], 1])
  assert.equal((await readdir(stage.kept)).filter((name) => name.endsWith('.tmp')), [])
})

clean.run()
