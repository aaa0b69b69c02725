// limit: 180
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root, run, type Ran } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { inStack } from './stage.mts'

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
  assert.equal((await readdir(units)).length, 10)
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
