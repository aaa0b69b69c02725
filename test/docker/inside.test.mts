import { execFileSync, spawn } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endInside, insideArgv } from '../../scripts/docker/inside.mts'
import { countProcesses, reaches, uniqueSleep } from '../support/alive.mts'

const inside = suite('commands inside a container')

inside('have stdin, no terminal, and a mark of their own', () => {
  assert.equal(insideArgv('shop-db-1', { words: ['pg_dump', '--format=plain'] }, {}, '20261122T091503Z-3f9a/db/0'), ['docker', 'exec', '--interactive', '--env', 'GANTRY_RUN=20261122T091503Z-3f9a/db/0/', 'shop-db-1', 'pg_dump', '--format=plain'])
})

inside('names stand in variables, whatever they are', () => {
  for (const item of ['-rf', '$(touch x)', '"; DROP', 'a\nb', '{{side}}', '$&']) {
    const argv = insideArgv('c', { words: ['sh', '-c', 'echo "$A {{item}}"'], variables: { A: '{{item}}', B: '{{old}}-{{side}}' } }, { item, side: 's', old: 'o' }, 'm')
    assert.equal(argv.slice(3), ['--env', 'GANTRY_RUN=m/', '--env', `A=${item}`, '--env', 'B=o-s', 'c', 'sh', '-c', 'echo "$A {{item}}"'])
  }
})

inside('a hole for which nothing is given is a mistake of ours', () => assert.throws(() => insideArgv('c', { words: ['x'], variables: { A: '{{old}}' } }, { item: 'a' }, 'm'), /nothing is given for \{\{old\}\}/))

/** What the ending does in a container, done here. */
const endHere = (mark: string): string => {
  const argv = endInside('c', mark)
  return execFileSync('sh', ['-c', argv.at(-1) ?? ''], { env: { ...process.env, GANTRY_END: mark } }).toString()
}

inside('what is left of one is ended, and nothing else', async () => {
  const [mine, other, unmarked] = [uniqueSleep(), uniqueSleep(), uniqueSleep()]
  const run = `test-${process.pid}`
  const start = (sleep: string, mark?: string) => spawn('sleep', [sleep], { stdio: 'ignore', env: { ...process.env, ...mark ? { GANTRY_RUN: `${mark}/` } : {} } })
  const children = [start(mine, `${run}/db/1`), start(other, `${run}/db/12`), start(unmarked)]
  const alive = (sleep: string) => countProcesses(sleep).then((count) => Math.min(count, 1))
  try {
    for (const sleep of [mine, other, unmarked]) assert.ok(await reaches(() => alive(sleep), 1, 5000))
    endHere(`${run}/db/1`)
    assert.ok(await reaches(() => alive(mine), 0, 5000))
    assert.equal([await alive(other), await alive(unmarked)], [1, 1])
    endHere(run)
    assert.ok(await reaches(() => alive(other), 0, 5000))
    assert.is(await alive(unmarked), 1)
  } finally {
    children.forEach((child) => child.kill('SIGKILL'))
  }
})

inside('children are ended before their parents, who bury them', async () => {
  const mark = `tree-${process.pid}`
  const child = spawn('sh', ['-c', 'sh -c "sleep 300; echo child \\$?"; echo parent $?'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, GANTRY_RUN: `${mark}/` } })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await new Promise((resolve) => setTimeout(resolve, 300))
  endHere(mark)
  await ended
  assert.is(said, 'child 143\nparent 0\n')
})

inside('one that takes no notice of TERM is killed', async () => {
  const mark = `deaf-${process.pid}`
  const child = spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 0.2; done'], { stdio: 'ignore', env: { ...process.env, GANTRY_RUN: `${mark}/` } })
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  await new Promise((resolve) => setTimeout(resolve, 200))
  try {
    endHere(mark)
    assert.is(await ended, 'SIGKILL')
  } finally {
    child.kill('SIGKILL')
  }
})

inside.run()
