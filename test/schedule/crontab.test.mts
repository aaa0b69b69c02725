import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cronBlock, cronLine, cronLines, cronWord, part, stackOfBlock, withBlock } from '../../scripts/schedule/crontab.mts'
import { jobArgv, unitWord, unwritable, type Invocation } from '../../scripts/schedule/invocation.mts'
import type { Job } from '../../scripts/schedule/jobs.mts'
import { run } from '../support/run.mts'
import { commandOf } from './stage.mts'

const invocation: Invocation = { node: '/opt/node', runner: '/opt/gantry/run-job.mts', stack: '/srv/my shop', environment: 'prod', variables: { PATH: '/usr/bin:/bin' } }
const jobs: readonly Job[] = [{ name: 'backup', when: { minutes: [17], hours: [4] }, why: '' }, { name: 'health', when: { minutes: [2, 32], hours: 'every' }, why: '' }]

const lines = suite('schedule: lines of a crontab')

lines('name everything by its path, and look every hour for what was missed', () => assert.equal(cronLines(jobs, invocation), [
  "17 4 * * * /usr/bin/env PATH=/usr/bin:/bin /opt/node /opt/gantry/run-job.mts backup --stack '/srv/my shop' --env prod",
  "2,32 * * * * /usr/bin/env PATH=/usr/bin:/bin /opt/node /opt/gantry/run-job.mts health --stack '/srv/my shop' --env prod",
  "7 * * * * /usr/bin/env PATH=/usr/bin:/bin /opt/node /opt/gantry/run-job.mts catch-up --stack '/srv/my shop' --env prod 'backup=17 4 * * *'",
]))

for (const [cron, given] of [['cron', commandOf], ['the cron of busybox, which reads nothing for itself', (line: string) => line.replace(/^(\S+ ){5}/, '')]] as const)
  lines(`keep what a shell and ${cron} would take for something else`, async () => {
    const hostile = ['a b', "it's", '"x"', '$(id)', '`id`', '100%', 'a 100%', '50\\%', '%', '\\', '\\\\', 'C:\\x', "\\'%\\", ';&|<>*?~#!', 'ä', '-n', '']
    const line = cronLine({ minutes: [0], hours: [0] }, [process.execPath, '--print', 'JSON.stringify(process.argv.slice(1))', '--', ...hostile])
    const { stdout, stderr } = await run(['/bin/sh', '-c', given(line)])
    assert.equal(JSON.parse(stdout || 'null'), hostile, `${line}\n${stderr}`)
  })

lines('are refused for a folder whose name has a line end', () => {
  assert.is(unwritable(invocation), undefined)
  assert.is(unwritable({ ...invocation, stack: '/srv/a\nb' }), '/srv/a\nb')
})

lines('carry no variable but those that were given', () => assert.equal(jobArgv(invocation, 'health').filter((word) => /^\w+=/.test(word)), ['PATH=/usr/bin:/bin']))

lines.run()

// ---

const words = suite('schedule: words')

words('of a line', () => assert.equal(['plain', 'a b', "it's", '5%', 'a\\b', ''].map(cronWord), ['plain', "'a b'", "'it'\\''s'", "'5'\\%''", "'a\\''b'", "''"]))
words('of a unit, where % and $ are doubled', () => assert.equal(['plain', 'a b', '100%', '$HOME', 'a "b" \\'].map(unitWord), ['plain', '"a b"', '100%%', '$$HOME', '"a \\"b\\" \\\\"']))

words.run()

// ---

const blocks = suite('schedule: the block in a crontab')
const block = cronBlock('shop-prod', '/srv/my shop', ['1 2 * * * x'])
const theirs = 'MAILTO=me@example.com\n\n5 4 * * * own %thing  \n# end\n'
const put = (crontab: string, text: string, project = 'shop-prod'): string => {
  const parted = part(crontab, project)
  if (!parted) throw new Error('does not pair')
  return withBlock(parted, text)
}

blocks('stands between two marks', () => assert.is(block, '# >>> gantry shop-prod\n# of /srv/my shop; `schedule --remove` takes these lines away\n1 2 * * * x\n# <<< gantry shop-prod\n'))
blocks('goes to the end, and out of it again, without touching a byte', () => {
  assert.is(put(theirs, block), theirs + block)
  assert.is(put(theirs + block, ''), theirs)
  assert.is(put('', block), block)
  assert.is(put(block, ''), '')
})
blocks('is replaced where it stands', () => {
  const around = `${theirs}${block}# after\n`
  assert.is(put(around, cronBlock('shop-prod', '/srv/my shop', ['3 3 * * * y'])), `${theirs}# >>> gantry shop-prod\n# of /srv/my shop; \`schedule --remove\` takes these lines away\n3 3 * * * y\n# <<< gantry shop-prod\n# after\n`)
  assert.is(put(around, ''), `${theirs}# after\n`)
})
blocks('of another environment stays', () => {
  const other = cronBlock('shop-prod2', '/srv/my shop', ['9 9 * * * z'])
  assert.is(put(other + block, ''), other)
})
blocks('knows its stack', () => assert.is(stackOfBlock(block), '/srv/my shop'))
blocks('is not touched when its marks do not pair', () => {
  for (const broken of ['# >>> gantry shop-prod\n', '# <<< gantry shop-prod\n', '# <<< gantry shop-prod\n# >>> gantry shop-prod\n', block + block]) assert.is(part(broken, 'shop-prod'), undefined, broken)
})

blocks.run()
