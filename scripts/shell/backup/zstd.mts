import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { endTarget, startGuard, track } from '../children.mts'
import { isInstalled } from '../installed.mts'
import { childEnv, codeOf } from '../processes.mts'

/** zstd as a program that runs; `fault` waits for its end and says what went wrong with it. */
export type Zstd = { readonly stdin: Writable; readonly stdout: Readable | null; readonly fault: Promise<string | undefined>; readonly end: () => Promise<void> }

let isHere: Promise<boolean> | undefined

/** Whether zstd is here as a program; the answer holds for as long as we run. */
export const hasZstd = (): Promise<boolean> => isHere ??= isInstalled('zstd')

/** Starts it; what it prints may go straight to the stdin of another child, which is its own from then on. */
export const startZstd = (words: readonly string[], into?: Writable): Zstd => {
  startGuard()
  const child = spawn('zstd', words, { env: childEnv({ ZSTD_CLEVEL: undefined, ZSTD_NBTHREADS: undefined }), detached: true, stdio: ['pipe', into ?? 'pipe', 'pipe'] })
  track(child, true)
  into?.destroy()
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { said = `${said}${text}`.slice(-2000) })
  const { promise: fault, resolve } = Promise.withResolvers<string | undefined>()
  child.once('error', (error) => resolve(error.message))
  child.once('exit', (code, signal) => resolve(code === 0 ? undefined : [`zstd ended with ${codeOf(code, signal)}`, said.trim()].filter(Boolean).join(': ')))
  const { stdin, stdout } = child
  if (!stdin) throw new TypeError('zstd was given no pipe')
  stdin.on('error', () => {})
  return { stdin, stdout, fault, end: async () => { if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await endTarget(-child.pid) } }
}
