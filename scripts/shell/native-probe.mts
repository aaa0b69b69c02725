import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import type { NativeProbe } from '../kinds/native-run.mts'
import type { Process } from '../plan/process.mts'
import { capture } from './processes.mts'
import { environmentOf } from './service-process.mts'

// An import would load Node's own WebSocket with it, 40 ms of a start.
const { get } = createRequire(import.meta.url)('node:http') as typeof import('node:http')

/** What a probe found. */
export type Answer = { readonly ok: boolean; readonly output: string }

/** Asks a process on loopback whether it is healthy; an answer later than its timeout is none. */
export const probe = async (asked: NativeProbe, own: Process, folder: string): Promise<Answer> => {
  const { timeout } = own.timings
  switch (asked.by) {
    case 'http': return overHttp(asked, timeout)
    case 'tcp': return exchange(asked.port, undefined, timeout)
    case 'exchange': return exchange(asked.port, asked, timeout)
    case 'command': {
      const { code, stdout, stderr } = await capture(asked.command, { cwd: resolve(folder, own.cwd), env: await environmentOf(own, folder), timeout })
      return { ok: code === 0, output: (stdout + stderr).trim().slice(-500) || `ended with ${code}` }
    }
  }
}

const overHttp = ({ port, path }: Extract<NativeProbe, { by: 'http' }>, timeout: number): Promise<Answer> => new Promise((done) => {
  const request = get({ host: '127.0.0.1', port, path, agent: false, headers: { 'User-Agent': 'gantry' } }, (response) => {
    const status = response.statusCode ?? 0
    response.destroy()
    done({ ok: status < 400, output: String(status) })
  })
  request.setTimeout(timeout, () => request.destroy(new Error(`no answer in ${timeout / 1000} s`)))
  request.on('error', (error) => done({ ok: false, output: error.message }))
})

const exchange = (port: number, words: { readonly send: string; readonly expect: string } | undefined, timeout: number): Promise<Answer> => new Promise((done) => {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let heard = ''
  const end = (ok: boolean, output: string) => { done({ ok, output }); socket.destroy() }
  socket.setTimeout(timeout, () => end(false, `no answer in ${timeout / 1000} s`))
  socket.on('error', (error) => end(false, error.message))
  socket.on('connect', () => words ? socket.write(Buffer.from(words.send, 'latin1')) : end(true, 'connected'))
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1')
    if (words && heard.length >= words.expect.length) end(heard.startsWith(words.expect), heard.startsWith(words.expect) ? 'ready' : `not ready: ${heard.replace(/[^\x20-\x7e]+/g, ' ').trim().slice(0, 200)}`)
  })
  socket.on('close', () => end(false, 'the connection was closed'))
})
