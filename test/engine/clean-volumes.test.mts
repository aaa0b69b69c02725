// needs: engine
// limit: 90
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { manifestText } from '../../scripts/backup/manifest-text.mts'
import { runName } from '../../scripts/backup/place.mts'
import { copyFiles } from '../../scripts/shell/backup/copy-files.mts'
import { hook } from '../support/hook.mts'
import { stageFiles } from './support/files-stage.mts'
import { docker } from './support/stack.mts'

const stage = await stageFiles('t-lose')
const { stack, data, side, means, volumes } = stage

const clean = suite('clean --volumes')

clean.before(hook(stage.begin))
clean.after(hook(stage.end))

/** A backup of the volumes that was begun so many hours ago, as far as its manifest tells. */
const backUp = async (hoursAgo: number, items = [data, side]): Promise<string> => {
  const at = new Date(Date.now() - hoursAgo * 3_600_000)
  const run = runName(at, 'abcd')
  const folder = join(stack.folder, 'backups/dev', run)
  await mkdir(folder, { recursive: true })
  const { archives } = await copyFiles(stage.orderOf(folder, items), means)
  const proofs = [{ level: 'read' as const, at: at.toISOString(), ok: true }]
  await writeFile(join(folder, 'manifest.json'), manifestText({
    version: 1, run, stack: 't-lose', environment: 'dev', startedAt: at.toISOString(), endedAt: at.toISOString(), tools: {}, archives: archives.map((one) => ({ ...one, proofs })), failures: [], skipped: [],
  }))
  return folder
}
const both = [data.source, side.source]

clean('what a container has is never removed, and its volumes are not asked about', async () => {
  await backUp(1)
  const { code, stdout } = await stack.gantry('clean', '--volumes', '--yes')
  assert.is(code, 0, stdout)
  assert.match(stdout, /^t-lose-dev_data +7\d(?:\.\d)? MB .*stays: container t-lose-dev-/m)
  assert.equal(await volumes(), both)
  await rm(join(stack.folder, 'backups'), { recursive: true })
})

clean('without a backup nothing goes, not even with --yes: 3, and the way out', async () => {
  assert.is((await stack.gantry('down')).code, 0)
  for (const words of [['--yes'], []]) {
    const { code, stdout } = await stack.gantry('clean', '--volumes', ...words)
    assert.is(code, 3)
    assert.match(stdout, /^t-lose-dev_side .* - +refused: no verified backup holds it$/m)
    assert.match(stdout, 'Nothing was removed: 2 volumes would be lost.')
  }
  assert.equal(await volumes(), both)
})

clean('nor with one that is too old, or whose archive is not there any more', async () => {
  await backUp(30)
  assert.match((await stack.gantry('clean', '--volumes', '--yes')).stdout, 'refused: its last verified backup is too old')
  const folder = await backUp(1, [side])
  await rm(join(folder, 'writer.side.tar.zst'))
  const { code, stdout } = await stack.gantry('clean', '--volumes', '--yes')
  assert.equal([code, await volumes()], [3, both])
  assert.match(stdout, /_side .*refused: its last verified backup is too old/)
})

clean('--without-backup takes names, and only those of this environment', async () => {
  const unnamed = await stack.gantry('clean', '--volumes', '--without-backup', '--yes')
  assert.equal([unnamed.code, /name them: --without-backup=t-lose-dev_data,t-lose-dev_side/.test(unnamed.stderr)], [3, true], unnamed.stderr)
  const stranger = await stack.gantry('clean', '--volumes', '--without-backup=t-lose-prod_data', '--yes')
  assert.equal([stranger.code, /there is no volume t-lose-prod_data of this environment/.test(stranger.stderr)], [2, true], stranger.stderr)
  assert.is((await stack.gantry('clean', '--volumes', `--without-backup=${side.source}`, '--yes')).code, 3)
  assert.equal(await volumes(), both)
})

clean('a fresh backup lets a volume go, after asking; a name does for the other', async () => {
  await backUp(2, [data])
  const words = ['clean', '--volumes', `--without-backup=${side.source}`] as const
  const unasked = await stack.gantry(...words)
  assert.equal([unasked.code, await volumes()], [3, both], unasked.stderr)
  const { code, stdout, stderr } = await stack.gantry(...words, '--yes')
  assert.is(code, 0, stderr)
  assert.match(stdout, /_data .*2 h +removed\n.*_side .*removed/)
  assert.equal([await volumes(), await docker('volume', 'ls', '--quiet', '--filter', 'label=com.docker.compose.project=t-lose-dev')], [[], ''])
})

clean.run()
