import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { statusOf } from '../../../scripts/backup/status.mts'
import { writeStatus } from '../../../scripts/shell/backup/status-file.mts'
import { sweep } from '../../../scripts/shell/backup/sweep.mts'
import { madeManifest } from '../../backup/manifests.mts'
import { run, start } from '../../support/run.mts'
import { when } from '../../support/skip.mts'
import { withTemp } from '../../support/temp.mts'
import { environment } from '../../targets/workload.mts'

const times = { run: '20261122T091503Z-3f9a', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:13.500Z' }
const shop = environment()
const manifest = madeManifest()
const good = statusOf({ environment: shop, ...times, manifest })
const write = (folder: string, status = good) => writeStatus({ environment: shop, stackFolder: folder, status, manifests: [manifest] })

const inBackups = (act: (folder: string, backups: string) => Promise<void>) => () => withTemp(async (folder) => {
  const backups = join(folder, 'backups/prod')
  await mkdir(backups, { recursive: true })
  await act(folder, backups)
})

const files = suite('backup: status files')

files('say what came of a run, each for those who may read it', inBackups(async (folder, backups) => {
  assert.equal(await write(folder), [])
  assert.equal(JSON.parse(await readFile(join(backups, 'status.json'), 'utf8')), { ...good, offsite: [] })
  const modes = await Promise.all([join(backups, 'status.json'), join(backups, 'metrics.prom'), join(folder, '.gantry/prod/metrics/backup.prom')].map(async (path) => ((await stat(path)).mode & 0o777).toString(8)))
  assert.equal(modes, ['600', '600', '644'])
  assert.equal((await readdir(backups)).sort(), ['metrics.prom', 'status.json'])
}))

files('never write through a symbolic link', inBackups(async (folder, backups) => {
  await writeFile(join(folder, 'theirs'), 'theirs')
  for (const name of ['status.json', 'metrics.prom']) await symlink(join(folder, 'theirs'), join(backups, name))
  assert.equal(await write(folder), [])
  assert.is(await readFile(join(folder, 'theirs'), 'utf8'), 'theirs')
  assert.is((await lstat(join(backups, 'status.json'))).isFile(), true)
}))

files('killed at any moment leave nothing that the next sweep does not clear, and the status before or after', inBackups(async (folder, backups) => {
  const script = `
import { statusOf } from ${JSON.stringify(join(import.meta.dirname, '../../../scripts/backup/status.mts'))}
import { writeStatus } from ${JSON.stringify(join(import.meta.dirname, '../../../scripts/shell/backup/status-file.mts'))}
const environment = { stack: 'shop', name: 'prod', backups: { folder: 'backups/prod', offsite: [] }, workloads: [] }
for (let turn = 0; ; turn++) {
  const status = statusOf({ environment, run: 'r', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:13.500Z', error: String(turn).padEnd(100_000) })
  await writeStatus({ environment, stackFolder: ${JSON.stringify(folder)}, status, manifests: [] })
  if (turn === 0) console.log('ready')
}`
  let left = 0
  for (let turn = 0; turn < 10; turn++) {
    const { child, seen, ended } = start([process.execPath, '--input-type=module', '--eval', script])
    await seen('ready')
    await new Promise((resolve) => { setTimeout(resolve, turn) })
    child.kill('SIGKILL')
    await ended
    const home = join(folder, '.gantry/prod')
    left += (await sweep(backups, home)).removed.length
    assert.equal([(await readdir(backups)).sort(), await readdir(join(home, 'metrics'))], [['metrics.prom', 'status.json'], ['backup.prom']])
    assert.match((JSON.parse(await readFile(join(backups, 'status.json'), 'utf8')) as { readonly error: string }).error, /^\d+ *$/)
  }
  console.log(`half written in ${left} of 10 turns`)
}))

files('without the folder of the backups say so, and still give the metrics', () => withTemp(async (folder) => {
  const troubles = await write(folder, statusOf({ environment: shop, ...times, error: 'its disk is not mounted' }))
  assert.is(troubles.length, 2)
  assert.match(troubles[0] ?? '', /^write .*backups\/prod\/status\.json: /)
  assert.match(await readFile(join(folder, '.gantry/prod/metrics/backup.prom'), 'utf8'), /gantry_backup_last_run_success\{[^}]*\} 0\n/)
}))

files('a damaged memory is said, and keeps nothing from being told', inBackups(async (folder) => {
  await mkdir(join(folder, '.gantry/prod'), { recursive: true })
  await writeFile(join(folder, '.gantry/prod/backups.json'), '{')
  const troubles = await write(folder)
  assert.equal([troubles.length, /backups\.json is not what gantry wrote there/.test(troubles[0] ?? '')], [1, true])
}))

const isRoot = process.getuid?.() === 0
when(isRoot, 'needs root for a file system of its own', files)('on a full disk the status before stays whole, and the trouble is said', () => withTemp(async (folder) => {
  const backups = join(folder, 'backups/prod')
  await mkdir(backups, { recursive: true })
  await chmod(folder, 0o755)
  const script = `
import { readFile, writeFile } from 'node:fs/promises'
import { statusOf } from ${JSON.stringify(join(import.meta.dirname, '../../../scripts/backup/status.mts'))}
import { writeStatus } from ${JSON.stringify(join(import.meta.dirname, '../../../scripts/shell/backup/status-file.mts'))}
const environment = { stack: 'shop', name: 'prod', backups: { folder: 'backups/prod', offsite: [] }, workloads: [] }
const status = (error) => statusOf({ environment, run: 'r', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:13.500Z', error })
const tell = (error) => writeStatus({ environment, stackFolder: ${JSON.stringify(folder)}, status: status(error), manifests: [] })
await tell('first')
await writeFile(${JSON.stringify(join(backups, 'filler'))}, Buffer.alloc(1e6)).catch(() => {})
const troubles = await tell('second'.repeat(20000))
console.log(JSON.stringify({ troubles, error: JSON.parse(await readFile(${JSON.stringify(join(backups, 'status.json'))}, 'utf8')).error }))`
  await writeFile(join(folder, 'tell.mts'), script)
  const { stdout, stderr } = await run(['unshare', '--mount', '/bin/sh', '-c', 'mount -t tmpfs -o size=256k none "$1" && exec "$2" "$3"', 'sh', backups, process.execPath, join(folder, 'tell.mts')])
  const said = JSON.parse(stdout || '{}') as { readonly troubles?: readonly string[]; readonly error?: string }
  assert.equal([said.error, said.troubles?.some((trouble) => /status\.json: the disk is full/.test(trouble))], ['first', true], stderr)
}))

files.run()
