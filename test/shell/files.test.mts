import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFailure } from '../../scripts/shell/failure.mts'
import { listFiles, makeFolder, readText, removePath } from '../../scripts/shell/files.mts'
import { writeAtomically, writeNew } from '../../scripts/shell/write.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8)
const refusal = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action
  } catch (error) {
    if (isFailure(error)) return `${error.message}; ${error.hint}`
    throw error
  }
  return 'not refused'
}

/** Mounts a small file system for a test. */
const withSmallDisk = (act: (folder: string) => Promise<void>) => withTemp(async (folder) => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
  await act(folder).finally(() => execFileSync('umount', [folder]))
})
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

const files = suite('files')
const small = when(canMount, 'mounting is not permitted', files)

files('are read, or are not there', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'a'), 'text')
  assert.equal([await readText(join(folder, 'a')), await readText(join(folder, 'b'))], ['text', undefined])
  assert.match(await refusal(readText(folder)), /^read .*: a folder stands there; /)
}))

files('are written when they differ, with the folders they need', () => withTemp(async (folder) => {
  const path = join(folder, 'x/y/file')
  assert.is(await writeAtomically(path, 'one'), true)
  const before = await stat(path)
  assert.is(await writeAtomically(path, 'one'), false)
  assert.is((await stat(path)).ino, before.ino)
  assert.is(await writeAtomically(path, 'two'), true)
  assert.is.not((await stat(path)).ino, before.ino)
  assert.equal(await readdir(join(folder, 'x/y')), ['file'])
}))

files('have the mode that was asked for whatever the umask, and keep the one they had', () => withTemp(async (folder) => {
  const umask = process.umask(0o077)
  const path = join(folder, 'file')
  await writeAtomically(path, 'one', 0o444)
  assert.is(await modeOf(path), '444')
  assert.is(await writeAtomically(path, 'one', 0o600), true, 'a mode that differs is a difference')
  assert.is(await modeOf(path), '600')
  await chmod(path, 0o640)
  await writeAtomically(path, 'two')
  assert.is(await modeOf(path), '640')
  process.umask(umask)
}))

files('are written through a link', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'real'), 'one')
  await symlink('real', join(folder, 'link'))
  await writeAtomically(join(folder, 'link'), 'two')
  assert.ok((await lstat(join(folder, 'link'))).isSymbolicLink())
  assert.is(await readFile(join(folder, 'real'), 'utf8'), 'two')
  await symlink('round', join(folder, 'round'))
  assert.match(await refusal(writeAtomically(join(folder, 'round'), 'x')), /lead round in a circle/)
}))

files('that are new are never written over', () => withTemp(async (folder) => {
  const path = join(folder, 'secret')
  const umask = process.umask(0o077)
  assert.is(await writeNew(path, 'one', 0o444), true)
  process.umask(umask)
  assert.is(await writeNew(path, 'two', 0o444), false)
  assert.equal([await readFile(path, 'utf8'), await modeOf(path)], ['one', '444'])
  await symlink('nowhere', join(folder, 'dangling'))
  assert.is(await writeNew(join(folder, 'dangling'), 'x', 0o444), false)
  assert.equal((await readdir(folder)).sort(), ['dangling', 'secret'])
}))

files('of a race: one writes, the others find it there', () => withTemp(async (folder) => {
  const path = join(folder, 'secret')
  const won = await Promise.all(Array.from({ length: 20 }, (_, index) => writeNew(path, `value ${index}`, 0o444)))
  assert.is(won.filter(Boolean).length, 1)
  assert.is(await readFile(path, 'utf8'), `value ${won.indexOf(true)}`)
}))

files('are refused in words', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'file'), '')
  assert.match(await refusal(writeAtomically(join(folder, 'file/below'), 'x')), /^write .*: (a parent of it is a file|a file stands there); move/)
  await mkdir(join(folder, 'dir/sub'), { recursive: true })
  assert.match(await refusal(writeAtomically(join(folder, 'dir'), 'x')), /^write .*dir: a folder stands there; move it away/)
  assert.match(await refusal(removePath(join(folder, 'dir'))), /the folder is not empty/)
  assert.match(await refusal(makeFolder(join(folder, 'file'), 0o700)), /a file stands there/)
  assert.equal((await readdir(folder)).sort(), ['dir', 'file'])
  assert.match(await refusal(writeAtomically('/proc/gantry', 'x')), /^write \/proc\/gantry: /)
}))

small('survive a full disk: the old content stays, nothing is left behind', () => withSmallDisk(async (folder) => {
  const path = join(folder, 'file')
  await writeAtomically(path, 'old')
  assert.match(await refusal(writeAtomically(path, 'x'.repeat(200_000))), /^write .*file: the disk is full; free some space/)
  assert.match(await refusal(writeNew(join(folder, 'new'), 'x'.repeat(200_000), 0o444)), /the disk is full/)
  assert.equal(await readdir(folder), ['file'])
  assert.is(await readFile(path, 'utf8'), 'old')
}))

small('are refused on a read-only file system', () => withSmallDisk(async (folder) => {
  execFileSync('mount', ['-o', 'remount,ro', folder])
  assert.match(await refusal(writeAtomically(join(folder, 'file'), 'x')), /the file system is read-only/)
}))

files('are removed, and so are empty folders; what is not there is no failure', () => withTemp(async (folder) => {
  await mkdir(join(folder, 'empty'))
  await symlink('nowhere', join(folder, 'link'))
  for (const name of ['empty', 'link', 'nothing']) await removePath(join(folder, name))
  assert.equal(await readdir(folder), [])
}))

files('are listed below a folder, sorted', () => withTemp(async (folder) => {
  for (const path of ['b', 'a/c', 'a/.hidden']) await writeAtomically(join(folder, path), '')
  assert.equal(await listFiles(folder), ['a/.hidden', 'a/c', 'b'])
  assert.equal(await listFiles(join(folder, 'nothing')), [])
}))

files('stand in folders with exactly their mode', () => withTemp(async (folder) => {
  await makeFolder(join(folder, 'secrets/dev'), 0o700)
  assert.is(await modeOf(join(folder, 'secrets/dev')), '700')
  await makeFolder(join(folder, 'secrets/dev'), 0o755)
  assert.is(await modeOf(join(folder, 'secrets/dev')), '755')
  if (process.getuid?.() === 0) {
    await makeFolder(join(folder, 'data'), 0o750, '70:71')
    const { uid, gid } = await stat(join(folder, 'data'))
    assert.equal([uid, gid], [70, 71])
  }
}))

files.run()
