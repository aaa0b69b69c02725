// needs: engine
// limit: 180
import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { zstdDecompressSync } from 'node:zlib'
import { docker, until } from '../engine/support/stack.mts'
import { hook } from '../support/hook.mts'
import { when } from '../support/skip.mts'
import { stageFaults } from './backup-stage.mts'
import { execOf } from './engine.mts'

const stage = await stageFaults('t-fb')
const beside = suite('backup: who else is at it, and who looks on')

beside.before(hook(() => stage.prepare()))
beside.after(hook(() => stage.remove()))

beside('F13: of twenty at once exactly one works, the others are told; restore and down wait for their turn as well', async () => {
  await stage.way('held')
  const codes: (number | null)[] = []
  const all = Array.from({ length: 20 }, () => stage.backup().then(({ code }) => { codes.push(code) }))
  await until(90, async () => codes.length, (count) => count === 19)
  const [restore, down] = [await stage.gantry('restore', '--yes'), await stage.gantry('down')]
  await stage.way('real')
  await Promise.all(all)
  assert.equal([restore.code, down.code], [75, 75])
  assert.equal(codes, [...Array.from({ length: 19 }, () => 75), 0])
})

beside('F14: a lock that a process has left, whose number another one has now, is no lock', async () => {
  await writeFile(join(stage.folder, '.gantry/dev/lock'), `${process.pid} backup\n`)
  assert.is((await stage.backup()).code, 0)
})

beside('F26: the password of the database is in no command line, no command of the engine, no output and no file', async () => {
  const secret = (await readFile(join(stage.folder, 'secrets/dev/db_password'), 'utf8')).trim()
  assert.ok(secret.length >= 16)
  const leaks = new Set<string>()
  let [looks, execs, isOver] = [0, 0, false]
  const watch = async (): Promise<void> => {
    for (; !isOver; looks++) {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
        if (line.includes(secret)) leaks.add(line)
      }
      const ids = JSON.parse(await docker('inspect', '--format', '{{json .ExecIDs}}', `${stage.project}-db-1`).catch(() => 'null')) as readonly string[] | null
      for (const text of await Promise.all((ids ?? []).map(execOf))) {
        execs++
        if (text.includes(secret)) leaks.add(text)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const watching = watch()
  const outputs = [await stage.backup('--verify', 'drill'), await stage.gantry('restore', '--yes')]
  isOver = true
  await watching
  assert.equal(outputs.map(({ code }) => code), [0, 0], outputs.map(({ stderr }) => stderr).join())
  assert.ok(looks > 10 && execs > 3, `${looks} looks, ${execs} commands seen`)
  assert.equal([...leaks], [])
  assert.not.match(JSON.stringify(outputs), secret)
  for (const folder of [stage.kept, join(stage.folder, '.gantry')]) for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) if (entry.isFile()) {
    const bytes = await readFile(join(entry.parentPath, entry.name))
    const text = (entry.name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString('latin1')
    assert.not.ok(text.includes(secret), `${entry.name} has the password`)
  }
})

const hasStrace = (() => {
  try {
    return execFileSync('strace', ['-V'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

when(hasStrace, 'strace is not installed', beside)('F44: before a file has its name it is on the disk, and so is the name before the manifest speaks of it', async () => {
  const trace = join(stage.folder, 'trace')
  const { code, stderr } = await stage.begin(['strace', '-f', '-qq', '-y', '-e', 'trace=fsync,rename,renameat,renameat2', '-o', trace]).ended
  assert.is(code, 0, stderr)
  const run = (await stage.runs()).at(-1) ?? ''
  const calls = (await readFile(trace, 'utf8')).split('\n').flatMap((line) => {
    const synced = /fsync\(\d+<([^>]*)>/.exec(line)?.[1]
    const named = /rename\w*\(.*"([^"]*)"(?:, \w+)?\)? /.exec(line)?.[1]
    return synced ? [`fsync ${synced}`] : named ? [`name ${named}`] : []
  })
  const folder = join(stage.kept, run)
  const finals = (await readdir(folder)).filter((name) => name.endsWith('.zst'))
  assert.ok(finals.length >= 4)
  const written = calls.indexOf(`name ${join(folder, 'manifest.json')}`)
  for (const name of finals) {
    const [synced, given] = [calls.indexOf(`fsync ${join(folder, `.${name}.partial`)}`), calls.indexOf(`name ${join(folder, name)}`)]
    const kept = calls.indexOf(`fsync ${folder}`, given)
    assert.ok(synced >= 0 && synced < given && given < kept && kept < written, `${name}: ${[synced, given, kept, written].join(' ')}\n${calls.join('\n')}`)
  }
  assert.match(calls[written - 1] ?? '', /^fsync .*\.tmp$/)
  assert.is(calls[written + 1], `fsync ${folder}`)
  const told = calls.indexOf(`name ${join(stage.kept, 'status.json')}`)
  assert.ok(told > written)
  assert.is(calls[told + 1], `fsync ${stage.kept}`)
})

beside.run()
