import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import type { Effect } from '../plan/step.mts'
import { onlooker } from './native-request.mts'
import type { Done, Means } from './performers.mts'
import { childEnv } from './processes.mts'
import { waitFor } from './wait.mts'

/** The last lines of a run that ended before its time. */
const told = 30

/** Starts a run without containers in the background and waits until it is ready; then it goes on without us. */
export const detachRun = async ({ folder, words, goals }: Extract<Effect, { do: 'detach' }>, { folder: root, progress, signal, unlock }: Means): Promise<Done> => {
  const home = resolve(root, folder)
  const log = join(home, 'run.log')
  mkdirSync(home, { recursive: true })
  await unlock()
  const output = openSync(log, 'w', 0o600)
  const script = join(import.meta.dirname, '..', `dev${extname(import.meta.filename)}`)
  const child = spawn(process.execPath, [script, '--stack', root, ...words], { cwd: root, detached: true, stdio: ['ignore', output, output], env: childEnv({ ENV: undefined, NO_COLOR: '1' }) })
  closeSync(output)
  const ended = new Promise<Done>((done) => {
    child.once('error', (error) => done({ ok: false, message: error.message }))
    child.once('exit', (code) => void readFile(log, 'utf8').then((text) => done({ ok: false, message: text.trimEnd().split('\n').slice(-told).join('\n'), exit: code ?? 1 })))
  })
  const controller = new AbortController()
  signal.addEventListener('abort', () => { child.kill('SIGINT'); controller.abort() })
  const ready = waitFor({ project: undefined, goals }, { say: progress.say, show: progress.show, signal: controller.signal }, onlooker(home, new Map(), child.pid))
  // What a run says when it ends is the better answer, and nothing of it may be left when we return.
  const done = await Promise.race([ended, ready.then((waited) => waited.ok ? waited : ended)])
  controller.abort()
  child.unref()
  return done
}
