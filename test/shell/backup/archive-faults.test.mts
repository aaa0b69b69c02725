// limit: 180
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { partialName } from '../../../scripts/backup/place.mts'
import { writeArchive } from '../../../scripts/shell/backup/archive.mts'
import { countProcesses, reaches, uniqueSleep } from '../../support/alive.mts'
import { root, run, start } from '../../support/run.mts'
import { when } from '../../support/skip.mts'
import { ample, dumpOf, has, names, sh, target, withRun } from './stage.mts'

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

/** A program that writes one archive and prints what came of it and how much memory that took, in MiB. */
const program = (argv: readonly string[], folder: string): string => `
  const { writeArchive } = await import(${JSON.stringify(join(root, 'scripts/shell/backup/archive.mts'))})
  const result = await writeArchive({ argv: ${JSON.stringify(argv)} }, ${JSON.stringify(target(folder))}, ${JSON.stringify(ample)})
  console.log(JSON.stringify({ ...result, memory: process.resourceUsage().maxRSS / 1024 }))`
const asProgram = (argv: readonly string[], folder: string): readonly string[] => [process.execPath, '--input-type=module', '--eval', program(argv, folder)]

type Said = { readonly ok: boolean; readonly message?: string; readonly hint?: string; readonly rawBytes?: number; readonly memory: number }
const said = (stdout: string): Said => JSON.parse(stdout) as Said

const faults = suite('backup: faults while an archive is written')
const asRoot = when(mountable, 'only root can mount a small disk', faults)

const onSmallDisk = (act: (folder: string, beside: string) => Promise<void>): Promise<void> => withRun(async (_, beside) => {
  const disk = join(beside, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  try {
    await act(disk, beside)
  } finally {
    execFileSync('umount', [disk])
  }
})

asRoot('a full disk is what is told, not the pipe that it breaks; and the room it took is free again', () => onSmallDisk(async (disk, beside) => {
  await writeFile(join(beside, 'dump'), dumpOf(100_000))
  await writeFile(join(disk, 'older'), 'as it was')
  const result = await writeArchive(sh('cat "$1"', join(beside, 'dump')), target(disk), ample)
  assert.equal(result, { ok: false, message: `write ${join(disk, 'db.app.sql.zst')}: the disk is full`, hint: 'free some space: `make clean` shows what can go' })
  assert.equal(await names(disk), ['older'])
  await writeFile(join(beside, 'dump'), dumpOf(10_000))
  assert.ok((await writeArchive(sh('cat "$1"', join(beside, 'dump')), target(disk), ample)).ok)
}))

asRoot('a disk that became read-only', () => onSmallDisk(async (disk) => {
  execFileSync('mount', ['-o', 'remount,ro', disk])
  const result = await writeArchive(sh('echo x'), target(disk), ample)
  assert.match(result.ok ? '' : result.message, 'the file system is read-only')
  assert.equal(await names(disk), [])
}))

faults('a file that may not become as large', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dumpOf(100_000))
  const { stdout } = await run(['prlimit', '--fsize=1000000', ...asProgram(['cat', join(beside, 'dump')], folder)])
  assert.match(said(stdout).message ?? '', /write .*db\.app\.sql\.zst: EFBIG/)
  assert.equal(await names(folder), [])
}))

faults('where zstd is no program it is done in here: the same content, as one frame with a checksum', () => withRun(async (folder, beside) => {
  const tools = join(beside, 'tools')
  await mkdir(tools)
  await writeFile(join(beside, 'dump'), dumpOf(2000))
  execFileSync('ln', ['-s', execFileSync('sh', ['-c', 'command -v cat']).toString().trim(), join(tools, 'cat')])
  const { stdout, stderr } = await run(asProgram(['cat', join(beside, 'dump')], folder), { env: { PATH: tools } })
  assert.ok(said(stdout).ok, stderr)
  const packed = await readFile(join(folder, 'db.app.sql.zst'))
  assert.equal(zstdDecompressSync(packed), await readFile(join(beside, 'dump')))
  // Of the frame's descriptor, the third bit says that a checksum follows.
  assert.is((packed[4] ?? 0) & 0b100, 0b100)
}))

faults('two gigabytes take no more memory than two megabytes', () => withRun(async (folder) => {
  const { stdout } = await run(asProgram(['sh', '-c', 'head -c 2G /dev/zero'], folder))
  const { message, memory } = said(stdout)
  assert.match(message ?? '', 'does not begin as a dump of PostgreSQL does')
  assert.ok(memory < 200, `${memory} MiB`)
  assert.equal(await names(folder), [])
}))

faults('one that is killed leaves a file that nobody takes for an archive, and no process', () => withRun(async (folder) => {
  const sleep = uniqueSleep()
  const { child, pid } = start(asProgram(['sh', '-c', `head -c 20000000 /dev/urandom; sleep ${sleep}`], folder))
  const size = () => stat(join(folder, partialName('db.app.sql.zst'))).then((file) => file.size, () => 0)
  assert.ok(await reaches(async () => Number(await size() > 1_000_000), 1, 20_000))
  process.kill(-pid, 'SIGKILL')
  await new Promise((resolve) => { child.once('close', resolve) })
  assert.equal(await names(folder), [partialName('db.app.sql.zst')])
  assert.ok(await reaches(() => countProcesses(sleep), 0, 10_000))
}))

when(has('strace'), 'strace is not installed', faults)('what is on the disk before it has its name: fsync, rename, fsync of the folder', () => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dumpOf(10))
  const { stdout, stderr } = await run(['strace', '-f', '-qq', '-y', '-e', 'trace=fsync,rename,renameat,renameat2', '-o', join(beside, 'trace'), ...asProgram(['cat', join(beside, 'dump')], folder)])
  assert.ok(said(stdout).ok, stderr)
  const calls = execFileSync('cat', [join(beside, 'trace')]).toString().split('\n').filter((line) => line.includes(folder)).map((line) => /(fsync|rename)\w*\((?:\d+<([^>]*)>|.*?"([^"]*)")/.exec(line)).map((found) => `${found?.[1]} ${(found?.[2] ?? found?.[3] ?? '').slice(folder.length + 1)}`)
  assert.equal(calls, ['fsync .db.app.sql.zst.partial', 'rename .db.app.sql.zst.partial', 'fsync '])
}))

faults.run()
