// limit: 180
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root, run, start } from '../support/run.mts'
import { asCron, commandOf, inStack, lineOf } from './stage.mts'

const lines = suite('schedule: a line as cron runs it')

lines('does its job with nothing in the environment, logs it, and prints nothing', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  const { code, stdout, stderr } = await asCron(await lineOf(own, 'certificate'), home)
  assert.equal([code, stdout, stderr], [0, '', ''])
  const certificate = join(folder, 'ssl/prod/own/fullchain.pem')
  assert.match(await readFile(certificate, 'utf8'), /BEGIN CERTIFICATE/)
  const log = await readFile(join(folder, '.gantry/prod/logs/certificate.log'), 'utf8')
  assert.match(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z begins: ssl-setup --renew --env prod\n[^]*Z ends with 0\n$/)
  assert.is(existsSync(join(folder, 'x')), false)
  // umask 000, and yet nothing that everybody may write.
  for (const path of ['.gantry/prod/logs/certificate.log', '.gantry/prod/schedule/certificate.json', 'ssl/prod/own/privkey.pem']) assert.is((await stat(join(folder, path))).mode & 0o022, 0, path)
  assert.match((await schedule()).stdout, /^certificate .* \d+ s ago|^certificate .* 0 s ago/m)
}))

lines('that fails says so with its last lines, once a day', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  const line = await lineOf(own, 'health')
  const first = await asCron(line, home)
  assert.is(first.code, 1)
  assert.match(first.stderr, /^health of prod in .* ended with 1\n[^]*not healthy[^]*\nAll of it: .*\.gantry\/prod\/logs\/health\.log\n$/)
  assert.equal([(await asCron(line, home)).stderr, (await readFile(join(folder, '.gantry/prod/logs/health.log'), 'utf8')).match(/begins: /g)?.length], ['', 2])
}))

lines('is never run twice at once, and somebody else being at it is no alarm', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  await mkdir(join(folder, '.gantry/prod/schedule'), { recursive: true })
  const lock = join(folder, '.gantry/prod/schedule/certificate.lock')
  const { code, stdout, stderr } = await run(['flock', lock, '/bin/sh', '-c', `env -i PATH=/usr/bin:/bin HOME="$1" /bin/sh -c "$2"`, 'sh', home, commandOf(await lineOf(own, 'certificate'))])
  assert.equal([code, stdout, stderr, existsSync(join(folder, 'ssl'))], [75, '', '', false])
}))

lines('whose log has grown begins a new one', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  const logs = join(folder, '.gantry/prod/logs')
  await mkdir(logs, { recursive: true })
  await writeFile(join(logs, 'certificate.log'), `${'x'.repeat(10 * 1024 ** 2)}\n`)
  await asCron(await lineOf(own, 'certificate'), home)
  assert.equal((await readdir(logs)).sort(), ['certificate.log', 'certificate.log.1'])
  assert.ok((await stat(join(logs, 'certificate.log'))).size < 10_000)
}))

lines('of a stack that is gone says which line to remove', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  await rename(join(folder, 'stack.yaml'), join(folder, 'gone.yaml'))
  const { code, stderr } = await asCron(await lineOf(own, 'health'), home)
  assert.is(code, 1)
  assert.match(stderr, /has no stack\.yaml any more\n.*crontab -e/)
}))

lines('that looks for missed runs makes up for them, once', inStack(async ({ folder, home, cron: own, schedule }) => {
  await schedule('--install', '--cron')
  const line = (await lineOf(own, 'catch-up')).replace(/'(backup|drill)=[^']*'/g, '')
  const ran = async () => (await readFile(join(folder, '.gantry/prod/logs/certificate.log'), 'utf8').catch(() => '')).match(/begins: /g)?.length ?? 0
  const counts: number[] = []
  // Nothing was known of the job before: it is not late yet.
  await asCron(line, home)
  counts.push(await ran())
  await writeFile(join(folder, '.gantry/prod/schedule/certificate.json'), JSON.stringify({ since: '2026-01-01T00:00:00.000Z', startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:00.000Z', exit: 0 }))
  for (const _ of [1, 2]) {
    assert.equal((await asCron(line, home)).stderr, '')
    counts.push(await ran())
  }
  assert.equal(counts, [0, 1, 1])
}))

lines('that is stopped midway is no run and no news: the machine goes down', inStack(async ({ folder, home, cron: own, path }) => {
  const bin = join(home, 'engine')
  await mkdir(bin)
  await writeFile(join(bin, 'docker'), '#!/bin/sh\necho waits >>"${0%/*}/seen"\nexec sleep 60\n', { mode: 0o755 })
  await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env: { PATH: `${bin}:${path}`, HOME: home } })
  const job = start(['/bin/sh', '-c', `exec ${commandOf(await lineOf(own, 'health'))}`], { env: { HOME: home } })
  while (!existsSync(join(bin, 'seen'))) await new Promise((resolve) => setTimeout(resolve, 50))
  job.kill('SIGTERM')
  const { code, stdout, stderr } = await job.ended
  assert.equal([code, stdout, stderr], [143, '', ''])
  assert.match(await readFile(join(folder, '.gantry/prod/logs/health.log'), 'utf8'), /Z ends with 143: stopped\n$/)
  assert.is(existsSync(join(folder, '.gantry/prod/schedule/health.json')), false)
}))

lines('carries no secret', inStack(async ({ cron: own, folder, path, home }) => {
  const env = { PATH: path, HOME: home, RESTIC_PASSWORD: 'canary-1', AWS_SECRET_ACCESS_KEY: 'canary-2', DOCKER_HOST: 'unix:///run/x.sock' }
  await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env })
  const tab = String(await own.tab())
  assert.equal([/canary/.test(tab), /DOCKER_HOST=unix:\/\/\/run\/x\.sock/.test(tab)], [false, true])
}))

lines('finds the engine, keys and the authority where they were when it was installed', inStack(async ({ cron: own, folder, path, home }) => {
  const env = { PATH: path, HOME: home, DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: 'certs', GANTRY_AGE_IDENTITY: '../keys/me', XDG_DATA_HOME: join(home, 'data') }
  const { code, stderr } = await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron', '--stack', '..'], { cwd: join(folder, 'public'), env })
  assert.is(code, 0, stderr)
  const words = await run(['/bin/sh', '-c', `set -- ${commandOf(await lineOf(own, 'certificate'))}; printf '%s\\n' "$@"`])
  const given = words.stdout.split('\n').filter((word) => Object.keys(env).some((name) => name !== 'PATH' && word.startsWith(`${name}=`)))
  assert.equal(given, ['DOCKER_HOST=tcp://127.0.0.1:2376', 'DOCKER_TLS_VERIFY=1', `XDG_DATA_HOME=${home}/data`, `DOCKER_CERT_PATH=${folder}/public/certs`, `GANTRY_AGE_IDENTITY=${folder}/keys/me`])
}))

lines('knows its home where nobody has said it: systemd tells a unit of the system none', inStack(async ({ cron: own, folder, home, path }) => {
  const bin = join(home, 'engine')
  await mkdir(bin)
  await writeFile(join(bin, 'docker'), '#!/bin/sh\necho "HOME=$HOME" >>"${0%/*}/seen"\nexit 1\n', { mode: 0o755 })
  await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env: { PATH: `${bin}:${path}`, HOME: home } })
  await run(['/bin/sh', '-c', 'exec env -i PATH=/usr/bin:/bin /bin/sh -c "$1"', 'sh', commandOf(await lineOf(own, 'health'))])
  assert.match(await readFile(join(bin, 'seen'), 'utf8'), `HOME=${userInfo().homedir}\n`)
}))

lines.run()
