// needs: engine
// limit: 180
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { when } from '../support/skip.mts'
import { stageFaults } from './backup-stage.mts'

/** What the webhook was told, oldest first. */
const told: { readonly ok: boolean; readonly error?: string; readonly failures: readonly { readonly message: string }[] }[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => { body += String(chunk) }).on('end', () => {
    told.push(JSON.parse(body))
    response.end()
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' ? address?.port : 0

const stage = await stageFaults('t-fd', { disk: 'size=3m,nr_inodes=300', more: `, webhook: "http://127.0.0.1:${port}/"` })
const disks = suite('backup: faults of the disk')
const asRoot = when(process.getuid?.() === 0, 'only root can mount a small disk', disks)

disks.before(hook(() => process.getuid?.() === 0 ? stage.prepare() : undefined))
disks.after(hook(async () => {
  server.close()
  await stage.remove()
}))

/** Runs a backup that fails, and sees that it harmed nothing and was told to whoever listens. */
const failing = async (what: string, message: RegExp): Promise<string> => {
  const before = await stage.sums()
  told.length = 0
  const { code, stdout, stderr } = await stage.backup()
  assert.is(code, 1, stdout + stderr)
  await stage.assertUnharmed(before, what)
  assert.is(told.length, 1, `${what}: the webhook was told ${told.length} times`)
  assert.is(told[0]?.ok, false)
  assert.match([told[0]?.error, ...told[0]?.failures.map((one) => one.message) ?? []].join('\n'), message)
  return stdout + stderr
}
const well = async (what: string): Promise<void> => {
  const { code, stdout, stderr } = await stage.backup()
  assert.is(code, 0, `${what}: ${stdout}${stderr}`)
  await stage.assertSwept(what)
  assert.is((await stage.status()).ok, true)
}

asRoot('F3, F40: a disk that is full in the middle of a dump and of a copy is the cause that is told; the others are saved, who was stopped runs', async () => {
  await stage.sql('CREATE TABLE noise AS SELECT md5(i::text) FROM generate_series(1, 200000) i')
  await stage.exec('writer', ['sh', '-c', 'head -c 4000000 /dev/urandom >/files/noise'])
  const said = await failing('full', /the disk is full/).finally(async () => {
    await stage.sql('DROP TABLE noise')
    await stage.exec('writer', ['rm', '/files/noise'])
  })
  assert.match(said, /^failed +db t_fd: write .*: the disk is full/m)
  assert.match(said, /^failed +writer files: write .*: the disk is full/m)
  assert.match(said, /^gantry +gantry /m)
  assert.not.match(said, /SIGPIPE|signal 13|ended with 141/)
  const { ok, failures } = await stage.status()
  // What is dumped beside the large one has no room either.
  assert.ok(!ok && failures.length >= 2 && failures.every(({ message }) => message.includes('the disk is full')), JSON.stringify(failures))
  await stage.assertSwept('full')
  await well('after full')
})

asRoot('F4: a disk without room for anything: it is told all the same, and what was written before stays whole', async () => {
  await writeFile(join(stage.mounted, 'filler'), Buffer.alloc(4_000_000)).catch(() => {})
  await failing('no room', /the disk is full/)
  JSON.parse(await readFile(join(stage.kept, 'status.json'), 'utf8'))
  await rm(join(stage.mounted, 'filler'))
  await well('after no room')
})

asRoot('F4: a disk that takes no further file', async () => {
  await mkdir(join(stage.mounted, 'many'))
  for (let one = 0; one < 400; one++) if (!await writeFile(join(stage.mounted, 'many', String(one)), '').then(() => true, () => false)) break
  await failing('no inode', /the disk is full/)
  JSON.parse(await readFile(join(stage.kept, 'status.json'), 'utf8'))
  await rm(join(stage.mounted, 'many'), { recursive: true })
  await well('after no inode')
})

asRoot('F17: a disk that became read-only', async () => {
  stage.remount('ro')
  await failing('read-only', /read-only/).finally(() => stage.remount('rw'))
  await well('after read-only')
})

asRoot('F18: a disk that is not mounted, with an empty folder in its place, or the folders of the backups: nothing is written there', async () => {
  stage.unmount()
  try {
    for (const what of ['an empty folder', 'the folders']) {
      if (what === 'the folders') await mkdir(stage.kept)
      told.length = 0
      const { code, stderr } = await stage.backup()
      assert.is(code, 1, what)
      assert.match(stderr, 'is its disk not mounted?')
      assert.equal((await readdir(stage.mounted, { recursive: true })).filter((each) => each !== 'dev'), [], what)
      assert.match(told[0]?.error ?? '', 'is its disk not mounted?')
    }
    assert.is((await stage.gantry('restore', '--list')).code, 1)
  } finally {
    await rm(stage.kept, { recursive: true, force: true })
    stage.mount()
  }
  await well('after it was not mounted')
})

asRoot('F19: links in the folder of the backups are not followed: what they lead to stays as it is', async () => {
  const outside = join(stage.folder, 'outside')
  await mkdir(join(outside, 'run'), { recursive: true })
  await writeFile(join(outside, 'canary'), 'untouched')
  await writeFile(join(outside, 'run', '.db.sql.zst.partial'), 'somebody else\'s')
  for (const name of ['status.json', 'metrics.prom']) {
    await rm(join(stage.kept, name))
    await symlink(join(outside, 'canary'), join(stage.kept, name))
  }
  await symlink(join(outside, 'run'), join(stage.kept, '20200101T000000Z-0000'))
  const { code, stderr } = await stage.backup()
  await rm(join(stage.kept, '20200101T000000Z-0000'))
  assert.is(code, 0, stderr)
  assert.is((await stage.status()).ok, true)
  assert.is(await readFile(join(outside, 'canary'), 'utf8'), 'untouched')
  assert.equal((await readdir(outside, { recursive: true })).sort(), ['canary', 'run', 'run/.db.sql.zst.partial'])
})

asRoot('F19: the folder itself is a link: refused', async () => {
  const elsewhere = join(stage.folder, 'elsewhere')
  await mkdir(elsewhere)
  await rename(stage.kept, `${stage.kept}.away`)
  await symlink(elsewhere, stage.kept)
  const { code, stderr } = await stage.backup()
  await rm(stage.kept)
  await rename(`${stage.kept}.away`, stage.kept)
  assert.is(code, 1)
  assert.match(stderr, 'is a symbolic link')
  assert.equal(await readdir(elsewhere), [])
  await well('after the link')
})

disks.run()
