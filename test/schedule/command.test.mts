// limit: 180
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeDocker } from '../support/docker.mts'
import { root, run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { unpacked } from '../support/unpacked.mts'
import { fakeCrontab } from './fake-crontab.mts'
import { inStack, stack } from './stage.mts'

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

cron('lines that belong to another folder are left alone', inStack(async ({ home, cron: { set, tab }, schedule }) => {
  const other = join(home, 'other')
  await mkdir(other)
  await writeFile(join(other, 'stack.yaml'), stack)
  const theirs = Buffer.from(`# >>> gantry shop-prod\n# of ${other}; \`schedule --remove\` takes these lines away\n# <<< gantry shop-prod\n`)
  await set(theirs)
  for (const words of [['--install', '--cron'], ['--remove']]) {
    const { code, stderr } = await schedule(...words)
    assert.is(code, 3)
    assert.match(stderr, `the jobs of shop-prod that are installed belong to ${other}`)
  }
  assert.ok((await tab())?.equals(theirs))
}))

cron('an image map that jobs would not know is refused', inStack(async ({ folder, home, path, cron: { tab }, schedule }) => {
  const map = join(home, 'images.yaml')
  await writeFile(map, 'postgres:18: mirror.test/postgres:18\n')
  const { code, stderr } = await schedule('--install', '--cron', '--images', map)
  assert.equal([code, String(await tab())], [2, 'undefined'])
  assert.match(stderr, /jobs do not know --images[^]*GANTRY_IMAGES/)
  const env = { PATH: path, HOME: home, GANTRY_IMAGES: map }
  assert.is((await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env })).code, 0)
  assert.match(String(await tab()), `GANTRY_IMAGES=${map} `)
}))

cron('a stack that has moved takes its lines along', inStack(async ({ folder, home, path, cron: { tab }, schedule }) => {
  await schedule('--install', '--cron')
  const [lines, moved] = [String(await tab()).split('\n').length, join(home, 'moved')]
  await rename(folder, moved)
  const there = (...words: string[]) => run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', ...words], { cwd: moved, env: { PATH: path, HOME: home } })
  assert.match((await there()).stdout, /^Installed, but not as it is above/m)
  const { code, stderr } = await there('--install')
  assert.is(code, 0, stderr)
  const now = String(await tab())
  assert.equal([now.split('\n').length, now.includes('50'), now.includes(`--stack ${moved} `)], [lines, false, true])
}))

cron('a line that cron would cut is refused: what counts is bytes', () => withTemp(async (outer) => {
  const folder = join(outer, ...Array.from({ length: 4 }, () => 'ä'.repeat(120)))
  await mkdir(join(folder, 'public'), { recursive: true })
  await writeFile(join(folder, 'stack.yaml'), stack)
  const [{ home }, docker] = [await fakeCrontab(outer), await fakeDocker(outer)]
  const { code, stderr } = await run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', '--install', '--cron'], { cwd: folder, env: { PATH: `${home}:${docker.path}`, HOME: outer } })
  assert.is(code, 3, stderr)
  assert.match(stderr, /cron cuts commands of more than 990 bytes/)
}))

cron('where busybox says that there is none yet, there is none', inStack(async ({ cron: { home, tab }, schedule }) => {
  const program = join(home, 'crontab')
  await writeFile(program, (await readFile(program, 'utf8')).replace("'no crontab for tester'", `"crontab: can't open 'tester': No such file or directory"`))
  assert.is((await schedule('--install', '--cron')).code, 0)
  assert.match(String(await tab()), /^# >>> gantry shop-prod\n/)
}))

cron('says what to do where somebody has edited the marks', inStack(async ({ cron: { set }, schedule }) => {
  await set(Buffer.from('# >>> gantry shop-prod\n'))
  const { code, stderr } = await schedule('--install', '--cron')
  assert.is(code, 1)
  assert.match(stderr, /the marks of shop-prod in the crontab do not pair[^]*crontab -e/)
}))

cron.run()

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
