import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkAll, type Checked } from '../../../scripts/tls/check/checklist.mts'
import type { Observed } from '../../../scripts/tls/check/observed.mts'
import { observeTarget } from '../../../scripts/shell/tls/check-observe.mts'

/** Something that listens on a port of its own. */
export type Listening = { readonly port: number; readonly stop: () => Promise<void> }

const listen = async (server: Server | PlainServer): Promise<Listening> => {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => { open.add(socket); socket.on('error', () => {}).on('close', () => open.delete(socket)) })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** A server of Node's over TLS. */
export const secure = (options: ServerOptions): Promise<Listening> => listen(createSecureServer(options, (_request, response) => response.end('hello')).on('tlsClientError', () => {}))
/** One without it. */
export const plain = (): Promise<Listening> => listen(createPlainServer((_request, response) => response.end('hello')))
/** One that does with a connection what it is told. */
export const raw = (act: (socket: Socket) => void): Promise<Listening> => listen(createServer(act))

/** Uses it, then stops it. */
export const using = async <T,>(starting: Promise<Listening>, act: (port: number) => Promise<T>): Promise<T> => {
  const { port, stop } = await starting
  try {
    return await act(port)
  } finally {
    await stop()
  }
}

export const host = 'app.example.test'

/** What is seen of a port of this machine. */
export const observe = (port: number, { ca, http, name = host }: { readonly ca?: string; readonly http?: number; readonly name?: string } = {}): Promise<Observed> => observeTarget({
  options: { url: `https://${name}:${port}`, connect: `127.0.0.1:${port}`, http: http === undefined ? undefined : `127.0.0.1:${http}`, ca },
  load: () => Promise.reject(new Error('no stack is needed')), stackFolder: '/nowhere', now: new Date(),
})

/** What was found, in short: each line that is not ok, by its id. */
export const troubles = ({ lines }: Checked): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.filter(({ verdict }) => verdict !== 'ok').map(({ id, verdict, evidence }) => [id, `${verdict}: ${evidence}`]))

/** The check of a port. */
export const check = async (...args: Parameters<typeof observe>): Promise<Checked> => checkAll(await observe(...args))

/** Starts nginx with the lines of its `http` block in a folder, where everything it writes stays. */
export const startNginx = async (program: string, folder: string, lines: string, port: number): Promise<{ readonly stop: () => Promise<void> }> => {
  const tmp = join(folder, 'tmp')
  await mkdir(tmp, { recursive: true, mode: 0o777 })
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${tmp}/${name};`).join(' ')
  await writeFile(join(folder, 'nginx.conf'), `pid ${tmp}/pid;\nevents { worker_connections 256; }\nhttp {\naccess_log off;\n${temps}\n${lines}\n}\n`)
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  for (let turn = 0; turn < 300; turn++) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`)
    if (await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(() => true, () => false)) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(tmp, { recursive: true, force: true })
    },
  }
}
