// limit: 180
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { manifestText } from '../../../scripts/backup/manifest-text.mts'
import type { Manifest } from '../../../scripts/backup/manifest.mts'
import type { Offsite } from '../../../scripts/backup/settings.mts'
import { changeMemory, readMemory } from '../../../scripts/shell/backup/memory.mts'
import { copyOffsite } from '../../../scripts/shell/backup/offsite.mts'
import { madeArchive, madeManifest } from '../../backup/manifests.mts'
import { run, start } from '../../support/run.mts'
import { when } from '../../support/skip.mts'
import { withTemp } from '../../support/temp.mts'
import { unpacked } from '../../support/unpacked.mts'
import { backupSettings, environment } from '../../targets/workload.mts'

const [rclone, restic] = [unpacked('rclone'), unpacked('restic')]
const now = new Date('2026-11-22T12:00:00Z')
const runs = ['20261121T041700Z-0001', '20261122T041700Z-0002'] as const

/** A finished run with a megabyte in it. */
const makeRun = async (backups: string, name: string): Promise<Manifest> => {
  const folder = join(backups, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'db.app.sql.zst'), randomBytes(1_000_000))
  const manifest = madeManifest({ run: name, archives: [madeArchive({ bytes: 1_000_000 })] })
  await writeFile(join(folder, 'manifest.json'), manifestText(manifest))
  await writeFile(join(folder, '.held'), '')
  return manifest
}

type Place = { readonly folder: string; readonly manifests: readonly Manifest[]; readonly secret: (name: string, text: string) => Promise<void>; readonly copy: (...offsite: Offsite[]) => ReturnType<typeof copyOffsite>; readonly there: (to: string) => Promise<readonly string[]> }

/** A stack with two verified runs, and nothing on PATH but what these folders have. */
const inStack = (bins: (folder: string) => Promise<readonly string[]> | readonly string[], act: (place: Place) => Promise<void>) => () => withTemp(async (folder) => {
  const backups = join(folder, 'backups/prod')
  const manifests = [await makeRun(backups, runs[0]), await makeRun(backups, runs[1])]
  const path = process.env['PATH']
  process.env['PATH'] = [...await bins(folder), '/usr/bin', '/bin'].join(delimiter)
  try {
    await act({
      folder, manifests,
      secret: async (name, text) => {
        await mkdir(join(folder, 'secrets/prod'), { recursive: true })
        await writeFile(join(folder, 'secrets/prod', name), text)
      },
      copy: (...offsite) => copyOffsite({ environment: environment({ backups: backupSettings({ offsite }) }), stackFolder: folder, manifests }, { signal: new AbortController().signal, say: () => {}, now, pauses: [10, 10] }),
      there: async (to) => Object.keys((await readMemory(folder, 'prod')).offsite?.[to]?.runs ?? {}),
    })
  } finally {
    process.env['PATH'] = path
  }
})

/** A program of this name that does these lines. */
const stub = async (folder: string, name: string, lines: string): Promise<string> => {
  const bin = join(folder, 'stub')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, name), `#!/bin/sh\n${lines}\n`)
  await chmod(join(bin, name), 0o755)
  return bin
}
const same = async (one: string, other: string): Promise<boolean> => (await readFile(one)).equals(await readFile(other))

const memory = suite('backup: what is remembered')

memory('keeps what it does not know', () => withTemp(async (folder) => {
  await mkdir(join(folder, '.gantry/prod'), { recursive: true })
  await writeFile(join(folder, '.gantry/prod/backups.json'), '{"version":1,"other":{"a":1}}')
  await changeMemory(folder, 'prod', (before) => ({ ...before, lastRun: 'x' }))
  assert.equal(JSON.parse(await readFile(join(folder, '.gantry/prod/backups.json'), 'utf8')), { version: 1, other: { a: 1 }, lastRun: 'x' })
}))

memory('that is damaged is said, not taken for none', () => withTemp(async (folder) => {
  await mkdir(join(folder, '.gantry/prod'), { recursive: true })
  await writeFile(join(folder, '.gantry/prod/backups.json'), '{"version":1,')
  assert.match(await readMemory(folder, 'prod').catch((error: Error) => error.message) as string, /backups\.json is not what gantry wrote there/)
}))

memory.run()

// ---

const faults = suite('backup: copies elsewhere that do not come to their end')

faults('a copy that is cut is not marked, and repeated', inStack((folder) => stub(folder, 'rclone', `
echo "$*" >>"$PWD/calls"
[ "$1" != copy ] || [ "$(grep -c '^copy ' "$PWD/calls")" -gt 3 ] || { echo 'connection reset by peer' >&2; exit 1; }`).then((bin) => [bin]), async ({ copy, there, folder }) => {
  const [first] = await copy({ to: 'far:bucket', by: 'rclone' })
  assert.equal(first, { to: 'far:bucket', by: 'rclone', copied: [], waiting: [...runs].reverse(), error: 'rclone copy ended with 1: connection reset by peer' })
  assert.equal([await there('far:bucket'), (await readMemory(folder, 'prod')).offsite?.['far:bucket']?.lastError?.message], [[], 'rclone copy ended with 1: connection reset by peer'])
  const [second] = await copy({ to: 'far:bucket', by: 'rclone' })
  assert.equal([second?.copied, second?.waiting, second?.error], [[...runs].reverse(), [], undefined])
  assert.equal((await readMemory(folder, 'prod')).offsite?.['far:bucket']?.lastError, undefined)
}))

faults('one that does not compare is not marked', inStack((folder) => stub(folder, 'rclone', '[ "$1" != check ] || { echo "1 differences found" >&2; exit 1; }').then((bin) => [bin]), async ({ copy, there }) => {
  assert.match((await copy({ to: 'far:', by: 'rclone' }))[0]?.error ?? '', /^rclone check ended with 1: 1 differences found$/)
  assert.equal(await there('far:'), [])
}))

faults('one destination that is away keeps no other from its copy', inStack((folder) => stub(folder, 'rclone', 'case "$3$4" in *away*) exit 1 ;; esac').then((bin) => [bin]), async ({ copy, there }) => {
  const [one, other] = await copy({ to: 'away:', by: 'rclone' }, { to: 'near:', by: 'rclone' })
  assert.equal([one?.copied.length, other?.copied.length, await there('away:'), (await there('near:')).length], [0, 2, [], 2])
}))

faults('a snapshot without a summary, or of a part only, is not marked', inStack((folder) => stub(folder, 'restic', 'case $1 in backup) echo \'{"message_type":"summary","snapshot_id":"0123abcd"}\'; exit 3 ;; esac').then((bin) => [bin]), async ({ copy, there }) => {
  assert.match((await copy({ to: '/far', by: 'restic' }))[0]?.error ?? '', /^restic backup ended with 3/)
  assert.equal(await there('/far'), [])
}))

faults('no password is a word of a command line, nor shown when the tool says it', inStack((folder) => stub(folder, 'restic', 'echo "$*" >>"$PWD/calls"; echo "$RESTIC_PASSWORD $AWS_SECRET_ACCESS_KEY $RESTIC_REPOSITORY" >"$PWD/env"; echo "bad key $AWS_SECRET_ACCESS_KEY" >&2; exit 1').then((bin) => [bin]), async ({ copy, folder, secret }) => {
  await secret('offsite.env', 'RESTIC_PASSWORD=canary-1\nAWS_SECRET_ACCESS_KEY="canary 2"\n')
  const [{ error = '' } = {}] = await copy({ to: 's3:https://me:canary3@host/bucket', by: 'restic' })
  assert.is(error, 'restic cat ended with 1: bad key ***')
  assert.is(await readFile(join(folder, 'env'), 'utf8'), 'canary-1 canary 2 s3:https://me:canary3@host/bucket\n')
  assert.not.match(await readFile(join(folder, 'calls'), 'utf8'), /canary/)
}))

faults('without the tool its container gets the variables on stdin, and folders read-only', inStack((folder) => stub(folder, 'docker', 'printf \'%s\\n\' "$@" >"$PWD/calls"; cat >"$PWD/stdin"; exit 1').then((bin) => [bin]), async ({ copy, folder, secret }) => {
  await secret('offsite.env', 'AWS_SECRET_ACCESS_KEY=canary\n')
  await secret('restic_password', 'canary')
  await copy({ to: 's3:host/bucket', by: 'restic' })
  const words = (await readFile(join(folder, 'calls'), 'utf8')).split('\n').slice(0, -1)
  assert.is(await readFile(join(folder, 'stdin'), 'utf8'), `RESTIC_PASSWORD_FILE=${folder}/secrets/prod/restic_password\nAWS_SECRET_ACCESS_KEY=canary\nRESTIC_REPOSITORY=s3:host/bucket\n`)
  assert.equal(words.filter((word) => word.startsWith('type=bind')), [`type=bind,source=${folder}/backups/prod,target=${folder}/backups/prod,readonly`, `type=bind,source=${folder}/secrets/prod/restic_password,target=${folder}/secrets/prod/restic_password,readonly`])
  assert.equal([words.includes('restic/restic:0.18'), words.some((word) => word.includes('canary')), words.slice(-4)], [true, false, ['restic', 'cat', 'config', '--no-lock']])
}))

faults.run()

// ---

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
