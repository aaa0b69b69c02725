// limit: 180
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeDocker } from '../support/docker.mts'
import { root, run, type Ran } from '../support/run.mts'
import { unpacked } from '../support/unpacked.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { fakeCrontab } from './fake-crontab.mts'

const stack = `name: shop
services:
  site: { kind: static-web, root: ./public, route: / }
  db: { kind: postgres }
environments:
  prod: { http: 127.0.0.1:8081, https: 127.0.0.1:8444, domain: shop.test, tls: selfsigned }
  plain: { http: 127.0.0.1:8083 }
`

type Place = { readonly folder: string; readonly home: string; readonly path: string; readonly cron: Awaited<ReturnType<typeof fakeCrontab>>; readonly schedule: (...words: string[]) => Promise<Ran> }

/** A stack in a folder whose name no shell would leave alone, an engine in which nothing runs, and a crontab. */
const inStack = (act: (place: Place) => Promise<void>) => () => withTemp(async (outer) => {
  const folder = join(outer, `50% off $(touch x) 'it "s`)
  await mkdir(join(folder, 'public'), { recursive: true })
  await writeFile(join(folder, 'stack.yaml'), stack)
  const [docker, cron] = [await fakeDocker(outer), await fakeCrontab(outer)]
  const path = `${cron.home}:${docker.path}`
  await act({ folder, home: outer, path, cron, schedule: (...words) => run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', ...words], { cwd: folder, env: { PATH: path, HOME: outer } }) })
})

/** Runs a line as cron does: nothing in the environment, any umask, no terminal. */
const asCron = (line: string, home: string): Promise<Ran> =>
  run(['/bin/sh', '-c', `umask 000; exec env -i PATH=/usr/bin:/bin HOME="$1" /bin/sh -c "$2" </dev/null`, 'sh', home, line.replace(/^(\S+ ){5}/, '').replaceAll('\\%', '%')], { cwd: '/' })

const lineOf = async (cron: Place['cron'], job: string): Promise<string> => String(await cron.tab()).split('\n').find((line) => line.includes(`run-job.mts ${job} `)) ?? ''

const cron = suite('schedule: in a crontab')

cron('installing keeps every other byte, twice changes nothing, removing leaves the rest as it was', inStack(async ({ cron: { set, tab, writes }, schedule }) => {
  // Not UTF-8, and a line that looks like ours.
  const theirs = Buffer.from('MAILTO=me\n# \xe4\xff >>> gantry shop-prod\n\n5 4 * * *\town %thing  \n', 'latin1')
  await set(theirs)
  const first = await schedule('--install', '--cron')
  assert.is(first.code, 0, first.stderr)
  const installed = await tab() ?? Buffer.alloc(0)
  assert.ok(installed.subarray(0, theirs.length).equals(theirs))
  assert.match(first.stdout, /^Installed: the crontab of this user\.$/m)
  assert.is((await schedule('--install')).code, 0)
  assert.equal(await writes(), ['write'])
  assert.is((await schedule('--remove')).code, 0)
  assert.ok((await tab())?.equals(theirs))
}))

cron('where there was none there is none afterwards', inStack(async ({ cron: { tab, writes }, schedule }) => {
  await schedule('--install', '--cron')
  assert.is((await schedule('--remove')).code, 0)
  assert.equal([await tab(), await writes()], [undefined, ['write', 'remove']])
  assert.match((await schedule()).stdout, /^Not installed: `make schedule ENV=prod ARGS=--install` writes this into/m)
}))

cron('environments live beside each other', inStack(async ({ folder, path, home, cron: { tab }, schedule }) => {
  await schedule('--install', '--cron')
  const one = String(await tab())
  const plain = (...words: string[]) => run(['node', join(root, 'scripts/schedule.mts'), '--env', 'plain', ...words], { cwd: folder, env: { PATH: path, HOME: home } })
  assert.is((await plain('--install', '--cron')).code, 0)
  assert.match(String(await tab()), /# >>> gantry shop-prod\n[^]*# <<< gantry shop-prod\n# >>> gantry shop-plain\n[^]*# <<< gantry shop-plain\n$/)
  await plain('--remove')
  assert.is(String(await tab()), one)
}))

cron('--dry-run writes nothing; two clocks at once are refused', inStack(async ({ cron: { writes }, schedule }) => {
  assert.match((await schedule('--install', '--cron', '--dry-run')).stdout, /crontab\.mts shop-prod  # its lines between two marks/)
  assert.equal([(await schedule('--cron', '--systemd')).code, (await schedule('--install', '--remove')).code, await writes()], [2, 2, []])
}))

cron('lines that belong to another folder are left alone', inStack(async ({ cron: { set, tab }, schedule }) => {
  const theirs = Buffer.from('# >>> gantry shop-prod\n# of /srv/other; `schedule --remove` takes these lines away\n# <<< gantry shop-prod\n')
  await set(theirs)
  for (const words of [['--install', '--cron'], ['--remove']]) {
    const { code, stderr } = await schedule(...words)
    assert.is(code, 3)
    assert.match(stderr, /the jobs of shop-prod that are installed belong to \/srv\/other/)
  }
  assert.ok((await tab())?.equals(theirs))
}))

cron('says what to do where somebody has edited the marks', inStack(async ({ cron: { set }, schedule }) => {
  await set(Buffer.from('# >>> gantry shop-prod\n'))
  const { code, stderr } = await schedule('--install', '--cron')
  assert.is(code, 1)
  assert.match(stderr, /the marks of shop-prod in the crontab do not pair[^]*crontab -e/)
}))

cron.run()

// ---

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
  const { code, stdout, stderr } = await run(['flock', lock, '/bin/sh', '-c', `env -i PATH=/usr/bin:/bin HOME="$1" /bin/sh -c "$2"`, 'sh', home, (await lineOf(own, 'certificate')).replace(/^(\S+ ){5}/, '').replaceAll('\\%', '%')])
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

lines('carries no secret', inStack(async ({ cron: own, folder, path, home }) => {
  const env = { PATH: path, HOME: home, RESTIC_PASSWORD: 'canary-1', AWS_SECRET_ACCESS_KEY: 'canary-2', DOCKER_HOST: 'unix:///run/x.sock' }
  await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env })
  const tab = String(await own.tab())
  assert.equal([/canary/.test(tab), /DOCKER_HOST=unix:\/\/\/run\/x\.sock/.test(tab)], [false, true])
}))

lines.run()

// ---

const real = suite('schedule: Debian\'s own crontab')
const own = unpacked('crontab')

when(own !== undefined && process.getuid?.() === 0, 'not unpacked, or not root', real)('takes the lines and gives them back', () => withTemp(async (folder) => {
  await mkdir(join(folder, 'public'))
  await writeFile(join(folder, 'stack.yaml'), stack)
  const docker = await fakeDocker(folder)
  // A spool of its own, which nobody else sees.
  const script = `mount -t tmpfs none /var/spool && mkdir -p /var/spool/cron/crontabs && printf 'MAILTO=me\\n# \\344\\n' >before && crontab before
"$1" "$2" --env prod --install --cron >/dev/null && crontab -l | grep -c run-job.mts && "$1" "$2" --env prod --remove >/dev/null && crontab -l | cmp - before && echo same`
  const { stdout, stderr } = await run(['unshare', '--mount', '/bin/sh', '-c', script, 'sh', process.execPath, join(root, 'scripts/schedule.mts')], { cwd: folder, env: { PATH: `${join(own ?? '', '..')}:${docker.path}` } })
  assert.is(stdout, '5\nsame\n', stderr)
}))

real.run()

// ---

const timers = suite('schedule: timers of systemd')

when(process.getuid?.() === 0, 'not root, who would have to become somebody else', timers)('of a user are written, started, and taken out again', inStack(async ({ folder, home, path }) => {
  const bin = join(home, 'fake-systemd')
  await mkdir(bin)
  for (const name of ['systemctl', 'loginctl']) await writeFile(join(bin, name), `#!/bin/sh\necho "\${0##*/} $*" >>"$HOME/calls"\n`, { mode: 0o755 })
  const nobody = async (...words: string[]): Promise<Ran> => {
    await run(['chown', '-R', '65534:65534', home])
    return run(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--', 'node', join(root, 'scripts/schedule.mts'), '--env', 'prod', ...words], { cwd: folder, env: { PATH: `${bin}:${path}`, HOME: home, XDG_CONFIG_HOME: '' } })
  }
  const first = await nobody('--install')
  assert.is(first.code, 0, first.stderr)
  assert.match(first.stdout, /loginctl enable-linger/)
  const units = join(home, '.config/systemd/user')
  assert.equal((await readdir(units)).length, 8)
  assert.match(await readFile(join(units, 'gantry-shop-prod-backup.timer'), 'utf8'), /^Persistent=true$/m)
  const calls = async () => (await readFile(join(home, 'calls'), 'utf8')).split('\n').filter((line) => /daemon-reload|enable|disable/.test(line)).map((line) => line.split(' ').slice(0, 4).join(' '))
  assert.equal(await calls(), ['systemctl --user daemon-reload', 'systemctl --user enable --now'])
  assert.is((await nobody('--install')).code, 0)
  assert.is((await calls()).length, 2)
  assert.is((await nobody('--remove')).code, 0)
  assert.equal([await readdir(units), (await calls()).slice(2)], [[], ['systemctl --user disable --now', 'systemctl --user daemon-reload']])
}))

timers('are refused where systemd does not run', inStack(async ({ home, folder, path }) => {
  const bin = join(home, 'fake-systemd')
  await mkdir(bin)
  await writeFile(join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const { code, stderr } = await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--systemd'], { cwd: folder, env: { PATH: `${bin}:${path}`, HOME: home } })
  assert.is(code, 1)
  assert.match(stderr, /does not answer: systemd does not run here[^]*use --cron/)
}))

timers.run()
