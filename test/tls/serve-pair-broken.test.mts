// limit: 180
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { when } from '../support/skip.mts'
import { modeOf, serve, state, withPairs } from './pairs.mts'

const broken = suite('serving a pair when something breaks')

const isMountable = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
const small = when(isMountable, 'mounting is not permitted', broken)

small('on a full disk leaves the old one, and nothing half', () => withPairs(async (folder) => {
  const disk = join(folder, 'served')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
  try {
    await serve(folder, 'a')
    for (const spare of [0, 4096]) {
      await writeFile(join(disk, 'ballast'), Buffer.alloc(200_000)).catch(() => {})
      execFileSync('truncate', ['-s', String((await stat(join(disk, 'ballast'))).size - spare), join(disk, 'ballast')])
      const { ok, message, hint } = await serve(folder, 'b')
      assert.equal([ok, hint], [false, 'free some space: `make clean` shows what can go'])
      assert.match(message, /: the disk is full$/)
      assert.equal(await state(folder), { current: 'a', kept: ['ballast'] })
    }
    await rm(join(disk, 'ballast'))
    assert.ok((await serve(folder, 'b')).ok)
  } finally {
    execFileSync('umount', [disk])
  }
}))

/** Modes of every key below a folder, as far as it stays there long enough to be looked at. */
const keyModes = async (folder: string): Promise<readonly string[]> => {
  const paths = (await readdir(folder, { recursive: true }).catch(() => [])).filter((path) => /privkey|\.gantry-/.test(path))
  return (await Promise.all(paths.map((path) => modeOf(join(folder, path)).catch(() => '')))).filter((mode) => mode !== '')
}

const kills = Number(process.env['GANTRY_KILLS'] ?? 12)
const seed = Number(process.env['GANTRY_SEED'] ?? Date.now() % 100_000)
/** Numbers from 0 to 1, the same for the same seed. */
const dice = (start: number) => () => {
  start = (start + 0x6d2b79f5) | 0
  const mixed = Math.imul(start ^ start >>> 15, start | 1)
  return ((mixed ^ mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61)) >>> 0 >>> 14) / 2 ** 18
}

broken(`killed at any moment leaves the old or the new one current, whole, and no key open (${kills} kills, GANTRY_SEED=${seed})`, () => withPairs(async (folder) => {
  const roll = dice(seed)
  const modes = new Set<string>()
  for (let turn = 0; turn < kills; turn++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/serve-again.mts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    for (const end = performance.now() + 30 + roll() * 250; performance.now() < end;) for (const mode of await keyModes(join(folder, 'served'))) modes.add(mode)
    child.kill('SIGKILL')
    await once(child, 'exit')
    if (await lstat(join(folder, 'served/current')).catch(() => undefined)) assert.ok(['a', 'b'].includes((await state(folder)).current ?? ''), `kill ${turn}`)
    for (const mode of await keyModes(join(folder, 'served'))) modes.add(mode)
  }
  assert.equal([...modes].filter((mode) => /[1-7]$/.test(mode) && mode !== '444'), [], 'a certificate may be read, and while it is written it has a name like a key')
  await new Promise((done) => { setTimeout(done, 200) })
  assert.ok((await serve(folder, 'c')).ok)
  assert.is((await state(folder)).current, 'c')
}))

broken.run()
