// needs: engine
// limit: 120
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { zstdCompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Archive } from '../../scripts/backup/manifest.mts'
import { dropOldFiles, listOldFiles } from '../../scripts/shell/restore/files-old.mts'
import { restoreFiles } from '../../scripts/shell/restore/files.mts'
import { tarHeader, tarPadding } from '../../scripts/wheels/tar.mts'
import { hook } from '../support/hook.mts'
import { when } from '../support/skip.mts'
import { stageFiles } from './support/files-stage.mts'
import { docker, until } from './support/stack.mts'

const stage = await stageFiles('t-back')
const { stack, project, home, image, data, side, uploads, means, restoreOf, states, sum, volumes, inVolumes, asItWas } = stage

const back = suite('restore: files')

back.before(hook(stage.begin))
back.after(hook(stage.end))

back('a volume comes back as it was, whatever its files are called; the old content is kept until it is dropped', async () => {
  const before = await sum()
  const { folder, archive } = await stage.copied()
  await inVolumes('rm -rf deep big; echo new > later')
  const done = await restoreFiles(restoreOf(folder, archive, 'one'), means)
  assert.equal([done.ok, done.message, done.old, await sum(), await states()], [true, '', `${data.source}_old_one`, before, asItWas])
  assert.is(await inVolumes('stat -c "%a %u %g %h" deep/file; readlink abroad; test ! -e later'), '4750 1234 4321 2\n/etc/passwd')
  assert.equal((await listOldFiles(project)).map(({ volume, of }) => [volume, of]), [[`${data.source}_old_one`, 'data']])
  await dropOldFiles(project, [`${data.source}_old_one`, data.source])
  assert.equal(await volumes(), [data.source, side.source])
})

back('a folder and a file of the host, with owners', async () => {
  await writeFile(join(stack.folder, 'uploads', 'two'), 'two')
  await chmod(join(stack.folder, 'uploads', 'two'), 0o640)
  const file = { ...uploads, item: './uploads/one', source: 'uploads/one' }
  const [whole, single] = [await stage.copied(uploads), await stage.copied(file)]
  await rm(join(stack.folder, 'uploads', 'two'))
  for (const name of ['one', 'three']) await writeFile(join(stack.folder, 'uploads', name), 'other')
  assert.is((await restoreFiles(restoreOf(single.folder, single.archive, 'f1', file), means)).message, '')
  assert.equal(await Promise.all(['one', 'three'].map((name) => readFile(join(stack.folder, 'uploads', name), 'utf8'))), ['one', 'other'])
  assert.is((await restoreFiles(restoreOf(whole.folder, whole.archive, 'f2', uploads), means)).message, '')
  assert.equal([(await readdir(join(stack.folder, 'uploads'))).sort(), await states()], [['one', 'two'], asItWas])
  await dropOldFiles(project, (await listOldFiles(project)).map(({ volume }) => volume))
})

const hasZstd = spawnSync('zstd', ['--version']).status === 0

when(hasZstd, 'zstd is not installed', back)('the two commands of the manifest put a volume back without gantry: what came since goes, and who uses it runs again', async () => {
  const before = await sum()
  const { folder, archive } = await stage.copied()
  await stage.inVolumes('echo new > new; mkdir -p deep/er')
  const runs = await stack.runs()
  execFileSync('bash', ['-ec', archive.byHand.join('\n')], { cwd: folder, stdio: 'pipe' })
  assert.equal([await sum(), await states()], [before, asItWas])
  assert.is((await stack.runs())['writer-1'] === runs['writer-1'], false)
})

when(hasZstd, 'zstd is not installed', back)('the two commands of the manifest put a volume back without gantry, also one that is gone', async () => {
  const before = await sum()
  const { folder, archive } = await stage.copied()
  await docker('rm', '--force', ...['writer', 'reader', 'idle'].map((service) => `${project}-${service}-1`))
  await docker('volume', 'rm', data.source)
  execFileSync('sh', ['-ec', archive.byHand.join('\n')], { cwd: folder, stdio: 'pipe' })
  assert.is(await sum(), before)
  // Now its labels are not those of compose, which only warns; a volume that is gone gets them from a restore.
  await docker('volume', 'rm', data.source)
  const { ok, message, old } = await restoreFiles(restoreOf(folder, archive, 'gone'), means)
  assert.equal([ok, message, old, await sum()], [true, '', undefined, before])
  assert.is((await stack.gantry('up')).code, 0)
  await docker('stop', `${project}-idle-1`)
})

/** An archive as a stranger would make it. */
const crafted = async (folder: string, tar: Buffer): Promise<Archive> => {
  const file = 'writer.data.tar.zst'
  const packed = zstdCompressSync(tar)
  await writeFile(join(folder, file), packed)
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  return { service: 'writer', of: 'volume', item: 'data', file, format: 'tar', bytes: packed.length, sha256: hash(packed), rawBytes: tar.length, rawSha256: hash(tar), encrypted: false, ms: 1, proofs: [], byHand: [] }
}
/** A header of another type, with its sum put right. */
const typed = (path: string, type: string, link = ''): Buffer => {
  const header = Buffer.from(tarHeader({ path, size: 0, linkTo: link }))
  header.write(type, 156, 'latin1')
  header.fill(' ', 148, 156)
  header.write(`${header.reduce((total, byte) => total + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}
const plain = (path: string): Buffer => Buffer.concat([tarHeader({ path, size: 4 }), Buffer.from('evil'), tarPadding(4)])

back('an archive that leads outside, or makes a device, is refused before anything is touched', async () => {
  const [before, runs, folder] = [await sum(), await stack.runs(), await stage.freshRun()]
  const cases = { up: plain('../../evil'), absolute: plain('/etc/evil'), device: typed('sda', '4'), through: Buffer.concat([typed('link', '2', '/etc'), plain('link/evil')]), hard: typed('shadow', '1', '../../../../etc/shadow') }
  for (const [name, entry] of Object.entries(cases)) {
    const { ok, message } = await restoreFiles(restoreOf(folder, await crafted(folder, Buffer.concat([plain('fine'), entry, Buffer.alloc(1024)])), 'bad'), means)
    assert.is(ok, false, name)
    assert.match(message, /outside|device|symbolic link/)
  }
  const cut = await crafted(folder, Buffer.concat([plain('fine'), plain('more')]))
  assert.match((await restoreFiles(restoreOf(folder, cut, 'bad'), means)).message, 'cut short')
  assert.equal([await sum(), await stack.runs(), await volumes()], [before, runs, [data.source, side.source]])
})

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

when(mountable, 'only root can mount a small disk', back)('a disk that is full in the middle: the old content is back in its place, and everyone runs', async () => {
  const disk = join(stack.folder, 'uploads')
  await writeFile(join(disk, 'large'), Buffer.alloc(3e6, 'x'))
  const { folder, archive } = await stage.copied(uploads)
  await rm(join(disk, 'large'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  try {
    await writeFile(join(disk, 'small'), 'old')
    const { ok, message } = await restoreFiles(restoreOf(folder, archive, 'full', uploads), means)
    assert.is(ok, false)
    assert.match(message, /no space left on device.*: the old content is back in its place/s)
    assert.equal([await readdir(disk), await readFile(join(disk, 'small'), 'utf8'), await states(), await volumes()], [['small'], 'old', asItWas, [data.source, side.source]])
  } finally {
    execFileSync('umount', ['--lazy', disk])
  }
})

// GANTRY_KILLS of them, at times that come from GANTRY_SEED; a failure says both.
const seed = Number(process.env['GANTRY_SEED'] ?? 1)
const waits = Array.from({ length: Number(process.env['GANTRY_KILLS'] ?? 2) }, (_, round) => createHash('sha256').update(`${seed} ${round}`).digest().readUInt32BE() % 4000)

back('a restore that is ended at any moment leaves the old content or the new one, by itself after Ctrl-C, by the next run after kill -9', async () => {
  const { folder, archive } = await stage.copied()
  const restored = await sum()
  for (const [round, wait] of waits.entries()) {
    await inVolumes(`echo ${round} > newer`)
    const before = await sum()
    const signal = round % 2 === 0 ? 'SIGINT' : 'SIGKILL'
    const run = stage.act('restore', restoreOf(folder, archive, `kill${round}`))
    await run.seen(/data: \d+ bytes/, 20)
    await pause(wait)
    run.kill(signal)
    await run.ended
    if (signal === 'SIGKILL') {
      const mend = await stage.act('mend', { project, home, images: [image] }).ended
      assert.is(mend.code, 0, mend.stderr)
    }
    const where = `seed ${seed}, round ${round}, ${signal} after ${wait} ms`
    await until(15, states, (now) => now === asItWas)
    assert.ok([before, restored].includes(await sum()), where)
    await dropOldFiles(project, (await listOldFiles(project)).map(({ volume }) => volume))
    assert.equal([await volumes(), await stage.lenders()], [[data.source, side.source], ''], where)
  }
})

back.run()
