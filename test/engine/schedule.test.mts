// limit: 240
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeCrontab } from '../schedule/fake-crontab.mts'
import { run, type Ran } from '../support/run.mts'
import { createStack } from './support/stack.mts'

const stack = await createStack('t-schedule', { 'stack.yaml': `
services:
  db: { kind: postgres }
environments:
  prod: { http: 127.0.0.1:19071 }
` })
const cron = await fakeCrontab(stack.folder)
const env = { PATH: `${cron.home}:${process.env['PATH'] ?? ''}` }

/** Runs the installed line of a job as cron does: an empty environment, no terminal, any umask. */
const asCron = async (job: string): Promise<Ran> => {
  const line = String(await cron.tab()).split('\n').find((each) => each.includes(`run-job.mts ${job} `)) ?? ''
  return run(['/bin/sh', '-c', 'umask 000; exec env -i PATH=/usr/bin:/bin HOME=/root /bin/sh -c "$1" </dev/null', 'sh', line.replace(/^(\S+ ){5}/, '').replaceAll('\\%', '%')], { cwd: '/', timeout: 120_000 })
}
const backups = join(stack.folder, 'backups/prod')
const runNames = async (): Promise<readonly string[]> => (await readdir(backups)).filter((name) => /^\d{8}T\d{6}Z-/.test(name)).sort()
type Manifest = { readonly archives: readonly { readonly file: string; readonly counts?: unknown; readonly format: string; readonly proofs: readonly { readonly level: string; readonly ok: boolean }[] }[]; readonly failures: readonly unknown[] }
const manifestOf = async (name: string): Promise<Manifest> => JSON.parse(await readFile(join(backups, name, 'manifest.json'), 'utf8')) as Manifest
const told = ({ archives, failures }: Manifest) => ({ failures, archives: archives.map(({ file, format, counts, proofs }) => ({ file, format, counts, proofs: proofs.map(({ level, ok }) => `${level} ${ok}`) })) })

const schedule = suite('schedule: on an engine')

schedule.after(() => stack.remove())

schedule('cron\'s own backup is as good as the interactive one', async () => {
  assert.is((await stack.gantry('up', '--env', 'prod')).code, 0)
  await stack.exec('db', ['psql', '-U', 'app', '-d', 't_schedule', '-c', 'create table things (id int primary key); insert into things select generate_series(1, 1000)'], 'prod')
  const typed = await stack.gantry('backup', '--env', 'prod')
  assert.is(typed.code, 0, typed.stderr)
  const installed = await stack.gantryWith({ env }, 'schedule', '--env', 'prod', '--install', '--cron')
  assert.is(installed.code, 0, installed.stderr)
  const { code, stdout, stderr } = await asCron('backup')
  assert.equal([code, stdout, stderr], [0, '', ''])
  const [first = '', second = ''] = await runNames()
  assert.equal(told(await manifestOf(second)), told(await manifestOf(first)))
})

schedule('with umask 000 nobody else may read it', async () => {
  const [, name = ''] = await runNames()
  const modes = await Promise.all([backups, join(backups, name), ...(await readdir(join(backups, name))).map((file) => join(backups, name, file))].map(async (path) => ((await stat(path)).mode & 0o777).toString(8)))
  assert.equal([...new Set(modes)].sort(), ['600', '700'])
})

schedule('health knows of it, and of one that is too old', async () => {
  const fresh = JSON.parse((await stack.gantry('health', '--env', 'prod', '--json')).stdout) as { exit: number; result: { findings: { subject: string; level: string; text: string }[]; backups: { service: string; verified: string }[] } }
  assert.equal([fresh.exit, fresh.result.findings.find(({ subject }) => subject === 'backup')?.level, fresh.result.backups.map(({ service }) => service)], [0, 'good', ['db']])
  await stack.write('stack.yaml', `services: { db: { kind: postgres, backup: { rpo: 1s } } }\nenvironments: { prod: { http: 127.0.0.1:19071 } }\n`)
  const late = await stack.gantry('health', '--env', 'prod')
  assert.is(late.code, 1)
  assert.match(late.stdout, /not healthy: backup: db: the last verified backup is .* old, more than 1 s/)
})

schedule('the drill of cron restores what was saved', async () => {
  const { code, stdout, stderr } = await asCron('drill')
  assert.equal([code, stdout, stderr], [0, '', ''])
  const last = await manifestOf((await runNames()).at(-1) ?? '')
  assert.ok(last.archives.every(({ proofs }) => proofs.some(({ level, ok }) => level === 'drill' && ok)))
})

schedule.run()
