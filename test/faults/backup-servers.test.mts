// needs: engine
// limit: 180
import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { zstdDecompressSync } from 'node:zlib'
import { docker, until } from '../engine/support/stack.mts'
import { hook } from '../support/hook.mts'
import { stageFaults } from './backup-stage.mts'

const engineSocket = (process.env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '') || '/var/run/docker.sock'
const stage = await stageFaults('t-fs', { keep: '{ last: 1, daily: 0, weekly: 0, monthly: 0, verified: 2 }' })
const servers = suite('backup: faults of servers, of whoever else is at it, and of prying eyes')

servers.before(hook(() => stage.prepare()))
servers.after(hook(() => stage.remove()))

/** Runs a backup that is not whole: the database is told, all else is saved, and nothing is harmed. */
const partial = async (what: string, message: RegExp): Promise<void> => {
  const before = await stage.sums()
  const { code, stdout, stderr } = await stage.backup()
  assert.is(code, 1, `${what}: ${stdout}${stderr}`)
  assert.match(stdout, /^writer +files +volume /m, what)
  assert.match(stdout, /^gantry +gantry /m, what)
  await stage.assertUnharmed(before, what)
  await stage.assertSwept(what)
  const { ok, failures } = await stage.status()
  assert.is(ok, false)
  assert.match(failures.map((one) => one.message).join('\n'), message, what)
}

for (const [fault, way, message] of [
  ['F7: a pg_dump that prints nothing and ends with 0', 'empty', /it does not begin as a dump of PostgreSQL does/],
  ['F7: one that stops midway and ends with 0', 'cut', /cut short/],
  ['F8: one that prints everything and ends with 1', 'fails', /out of luck/],
] as const) servers(`${fault}: its database is not saved, all else is`, async () => {
  await stage.way(way)
  await partial(fault, message).finally(() => stage.way('real'))
})

servers('F38: runs that are not whole push no verified one out, however many there are', async () => {
  const first = await stage.runs()
  assert.is((await stage.gantry('restore', '--dry-run')).code, 0)
  assert.ok(first.length >= 4)
  const { code } = await stage.backup()
  assert.is(code, 0)
  const { stdout } = await stage.gantry('restore', '--list')
  assert.is(stdout.split('\n').filter((line) => / read .*db/.test(line)).length, 2, stdout)
})

servers('F5: the server is killed in the middle of its dump: the others are saved', async () => {
  const before = await stage.sums()
  await stage.way('slow')
  const run = stage.begin()
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 120')))
  await docker('kill', `${stage.project}-db-1`)
  await stage.way('real')
  const { code, stdout } = await run.ended
  assert.is(code, 1)
  assert.match(stdout, /^writer +files +volume /m)
  assert.is((await stage.gantry('up', 'db')).code, 0)
  await stage.assertUnharmed(before, 'F5')
  await stage.assertSwept('F5')
})

servers('F33: a server that is paused is told at once, with the way out', async () => {
  const before = await stage.sums()
  await docker('pause', `${stage.project}-db-1`)
  const began = performance.now()
  const { code, stdout } = await stage.backup().finally(() => docker('unpause', `${stage.project}-db-1`))
  assert.is(code, 1)
  assert.ok(performance.now() - began < 30_000)
  assert.match(stdout, `failed  db: db is paused: \`docker unpause ${stage.project}-db-1\``)
  await stage.assertUnharmed(before, 'F33')
})

servers('F13: of twenty at once exactly one works, the others are told; restore and down wait for their turn as well', async () => {
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

/** A socket that passes everything on to the engine until it is cut. */
const engineBehind = async (path: string) => {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: engineSocket, allowHalfOpen: true })
    for (const [from, to] of [[client, engine], [engine, client]] as const) {
      open.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy()).pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return (): void => {
    server.close()
    open.forEach((one) => one.destroy())
  }
}

servers('F32: the engine goes away in the middle of a dump: the run fails with that, the next one succeeds', async () => {
  const before = await stage.sums()
  const path = join(stage.folder, 'engine.sock')
  const cut = await engineBehind(path)
  await stage.way('held')
  const run = stage.gantryWith({ env: { DOCKER_HOST: `unix://${path}` } }, 'backup')
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 0.1')))
  cut()
  const { code, stdout, stderr } = await run
  await stage.way('real')
  assert.is(code, 1, stdout + stderr)
  await stage.assertUnharmed(before, 'F32')
  assert.is((await stage.status()).ok, false)
  const away = await stage.gantryWith({ env: { DOCKER_HOST: `unix://${path}` } }, 'backup')
  assert.is(away.code, 1)
  assert.match((await stage.status()).error ?? '', 'does not answer')
  assert.is((await stage.backup()).code, 0)
  await stage.assertSwept('F32')
})

servers('F14: a lock that a process has left, whose number another one has now, is no lock', async () => {
  await writeFile(join(stage.folder, '.gantry/dev/lock'), `${process.pid} backup\n`)
  assert.is((await stage.backup()).code, 0)
})

/** What the engine knows of a command inside a container. */
const execOf = (id: string): Promise<string> => new Promise((resolve) => {
  request({ socketPath: engineSocket, path: `/exec/${id}/json` }, (answer) => {
    let text = ''
    answer.on('data', (chunk) => { text += String(chunk) }).on('end', () => resolve(text))
  }).on('error', () => resolve('')).end()
})

servers('F26: the password of the database is in no command line, no command of the engine, no output and no file', async () => {
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

if (!hasStrace) console.log('skipped: F44 (strace is not installed)')
if (hasStrace) servers('F44: before a file has its name it is on the disk, and so is the name before the manifest speaks of it', async () => {
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

servers.run()
