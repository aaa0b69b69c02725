// limit: 180
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run, start } from '../../support/run.mts'
import { when } from '../../support/skip.mts'
import { unpacked } from '../../support/unpacked.mts'
import { inStack, runs } from './offsite-stage.mts'

const [rclone, restic] = [unpacked('rclone'), unpacked('restic')]

const same = async (one: string, other: string): Promise<boolean> => (await readFile(one)).equals(await readFile(other))

/** Passes connections on, and cuts each after so many bytes as long as it is told to. */
const flaky = async (target: number, limit: number) => {
  const state = { isCutting: true, cuts: 0 }
  const server = createServer((socket) => {
    let bytes = 0
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [[socket, upstream], [upstream, socket]] as const) {
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
      from.on('data', (chunk) => { to.write(chunk) })
    }
    socket.on('data', (chunk) => {
      bytes += chunk.length
      if (!state.isCutting || bytes <= limit) return
      state.cuts++
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { state, port: (server.address() as AddressInfo).port, close: () => server.close() }
}

const real = suite('backup: rclone and restic themselves')

when(rclone !== undefined, 'no rclone unpacked', real)('rclone: all of it is there, byte for byte, and the second time nothing is to do', inStack(() => [dirname(rclone ?? '')], async ({ folder, copy }) => {
  const far = join(folder, 'far')
  const [first] = await copy({ to: far, by: 'rclone' })
  assert.equal([first?.copied, first?.error], [[...runs].reverse(), undefined])
  for (const name of runs) {
    assert.equal((await readdir(join(far, 'shop-prod', name))).sort(), ['db.app.sql.zst', 'manifest.json'])
    assert.ok(await same(join(far, 'shop-prod', name, 'db.app.sql.zst'), join(folder, 'backups/prod', name, 'db.app.sql.zst')))
  }
  assert.equal((await copy({ to: far, by: 'rclone' }))[0]?.copied, [])
}))

when(rclone !== undefined, 'no rclone unpacked', real)('rclone: an upload that is cut over and over leaves no manifest there, and is whole after the next run', inStack(() => [dirname(rclone ?? '')], async ({ folder, copy, there, secret }) => {
  const far = join(folder, 'far')
  await mkdir(far)
  const server = start([rclone ?? '', 'serve', 'webdav', far, '--addr', '127.0.0.1:18471', '--config', ''])
  const proxy = await flaky(18471, 300_000)
  try {
    await server.seen('Server started')
    await secret('rclone.conf', `[far]\ntype = webdav\nurl = http://127.0.0.1:${proxy.port}\nvendor = other\n`)
    const [cut] = await copy({ to: 'far:', by: 'rclone' })
    assert.match(cut?.error ?? '', /^rclone copy ended with \d/)
    assert.equal([await there('far:'), proxy.state.cuts > 0], [[], true])
    assert.equal((await readdir(far, { recursive: true })).filter((path) => path.endsWith('manifest.json')), [])
    proxy.state.isCutting = false
    const [whole] = await copy({ to: 'far:', by: 'rclone' })
    assert.equal([whole?.copied, whole?.error], [[...runs].reverse(), undefined])
    assert.ok(await same(join(far, 'shop-prod', runs[0], 'db.app.sql.zst'), join(folder, 'backups/prod', runs[0], 'db.app.sql.zst')))
  } finally {
    proxy.close()
    server.kill('SIGTERM')
    await server.ended
  }
}))

when(restic !== undefined, 'no restic unpacked', real)('restic: makes its repository, and what it has can be restored byte for byte', inStack(() => [dirname(restic ?? '')], async ({ folder, copy, secret, there }) => {
  const far = join(folder, 'far')
  await secret('restic_password', 'correct horse\n')
  const [first] = await copy({ to: far, by: 'restic' })
  assert.equal([first?.copied, first?.error], [[...runs].reverse(), undefined])
  assert.equal([...await there(far)].sort(), [...runs])
  const env = { RESTIC_REPOSITORY: far, RESTIC_PASSWORD_FILE: join(folder, 'secrets/prod/restic_password'), HOME: folder }
  const { code, stderr } = await run([restic ?? '', 'restore', 'latest', '--tag', runs[0], '--target', join(folder, 'back')], { env })
  assert.is(code, 0, stderr)
  const original = join(folder, 'backups/prod', runs[0], 'db.app.sql.zst')
  assert.ok(await same(join(folder, 'back', original), original))
  // A run whose mark was lost is copied once more, and costs next to nothing.
  await rm(join(folder, '.gantry/prod/backups.json'))
  assert.equal((await copy({ to: far, by: 'restic' }))[0]?.copied, [...runs].reverse())
}))

when(restic !== undefined, 'no restic unpacked', real)('restic: a wrong password is said, and nothing is marked', inStack(() => [dirname(restic ?? '')], async ({ folder, copy, secret, there }) => {
  const far = join(folder, 'far')
  await secret('restic_password', 'one\n')
  await copy({ to: far, by: 'restic' })
  await secret('restic_password', 'other\n')
  await rm(join(folder, '.gantry/prod/backups.json'))
  assert.match((await copy({ to: far, by: 'restic' }))[0]?.error ?? '', /^restic cat ended with 1: .*wrong password/)
  assert.equal(await there(far), [])
}))

real.run()
