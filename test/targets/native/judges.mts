import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Workload } from '../../../scripts/kinds/workload.mts'
import type { MadePair } from '../../../scripts/shell/tls/make-certificate.mts'
import type { Environment } from '../../../scripts/stack/environment.mts'
import { nativeNginx, type NativePlace } from '../../../scripts/targets/nginx-native.mts'
import { serveConfig } from '../../../scripts/targets/serve-config.mts'
import { templates } from '../templates.mts'
import { freePorts } from './service.mts'

/** What is served: both servers get their configuration from the same workload; `pair` is for an environment with TLS. */
export type Served = { readonly workload: Workload; readonly environment: Environment; readonly addressOf?: NativePlace['addressOf']; readonly pair?: MadePair }

const main = join(import.meta.dirname, '../../../scripts/shell/serve/main.mts')
const nginx = ['GANTRY_NGINX', 'PATH'].flatMap((name) => (process.env[name] ?? '').split(':')).map((path) => path.endsWith('/nginx') ? path : `${path}/nginx`)
const versionOf = (path: string): string | undefined => {
  try {
    return /nginx\/([\d.]+)/.exec(execFileSync('sh', ['-c', '"$0" -v 2>&1', path], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())?.[1]
  } catch {
    return undefined
  }
}
const found = nginx.map((path) => ({ path, version: versionOf(path) })).find(({ version }) => version !== undefined)

const isRoot = process.getuid?.() === 0
const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--']

type Place = { readonly folder: string; readonly listen: string; readonly tls?: NonNullable<NativePlace['tls']>; readonly statusPort: number; readonly prefix: readonly string[] }

/** Writes a server's configuration and gives its command. */
const commands = {
  node: ({ workload, environment, addressOf = nowhere }: Served, { folder, prefix: _prefix, ...place }: Place): readonly string[] => {
    writeFileSync(join(folder, 'serve.json'), JSON.stringify(serveConfig({ workload, environment, place: { ...place, addressOf } })))
    return [process.execPath, main, join(folder, 'serve.json')]
  },
  nginx: ({ workload, environment, addressOf = nowhere }: Served, { folder, prefix, ...place }: Place): readonly string[] => {
    const here = { ...place, version: found?.version ?? '', tmp: join(folder, 'tmp'), mimeTypes: undefined, addressOf, ...isRoot && prefix.length === 0 ? { user: 'root' } : {} }
    writeFileSync(join(folder, 'nginx.conf'), nativeNginx({ workload, environment, templates, source: 'stack.yaml', place: here }))
    return [found?.path ?? '', '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;']
  },
}

/** Writes the pair where everybody on this machine may read it. */
const writePair = (folder: string, { certificate, key }: MadePair): { readonly certificate: string; readonly key: string } => {
  const files = { certificate: join(folder, 'fullchain.pem'), key: join(folder, 'privkey.pem') }
  writeFileSync(files.certificate, certificate)
  writeFileSync(files.key, key)
  return files
}

const nowhere = () => '127.0.0.1:9'

/** Starts a server and waits until it answers. */
const start = (kind: keyof typeof commands, prefix: readonly string[]) => async (served: Served) => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry native '))
  mkdirSync(join(folder, 'tmp'))
  for (const path of ['.', 'tmp']) chmodSync(join(folder, path), 0o777)
  const [port = 0, statusPort = 0, securePort = 0] = await freePorts(3)
  const tls = served.pair && { listen: `127.0.0.1:${securePort}`, ...writePair(folder, served.pair) }
  const here = { ...served, environment: { ...served.environment, ...tls ? { https: { address: '127.0.0.1', port: securePort } } : {} } }
  const [program = '', ...words] = [...prefix, ...commands[kind](here, { folder, listen: `127.0.0.1:${port}`, ...tls ? { tls } : {}, statusPort, prefix })]
  const outputs = ['stdout', 'stderr'].map((name) => openSync(join(folder, name), 'a'))
  for (const name of ['stdout', 'stderr']) chmodSync(join(folder, name), 0o666)
  const child = spawn(program, words, { stdio: ['ignore', ...outputs] })
  outputs.forEach(closeSync)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  for (let turn = 0; ; turn++) {
    if (await fetch(`http://127.0.0.1:${statusPort}/health`).then((answer) => answer.text(), () => '') === 'ok\n') break
    if (turn > 200 || child.exitCode !== null) throw new Error(`${program} does not answer: ${read('stderr')}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  const ended = once(child, 'exit')
  return {
    port, securePort, folder, said: () => read('stdout'), complaints: () => read('stderr'),
    /** Sends a signal and gives the exit code. */
    stop: async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => { child.kill(signal); return (await ended)[0] },
    remove: async () => { child.kill('SIGKILL'); await ended; rmSync(folder, { recursive: true }) },
  }
}

export type Running = Awaited<ReturnType<ReturnType<typeof start>>>
export type Judge = typeof judges[number]

/** The servers that have to behave alike; `lacks` says why one cannot be asked here, `isOrdinary` that it has no rights of its own. */
export const judges = [
  { name: 'the server of gantry', isNginx: false, isOrdinary: false, lacks: undefined, start: start('node', []) },
  { name: 'the server of gantry as an ordinary user', isNginx: false, isOrdinary: true, lacks: isRoot ? undefined : 'only root can become another user', start: start('node', asNobody) },
  { name: 'nginx of the host', isNginx: true, isOrdinary: false, lacks: found ? undefined : 'there is no nginx: test/engine/provision.sh unpacks one', start: start('nginx', []) },
  { name: 'nginx of the host as an ordinary user', isNginx: true, isOrdinary: true, lacks: !found ? 'there is no nginx: test/engine/provision.sh unpacks one' : isRoot ? undefined : 'only root can become another user', start: start('nginx', asNobody) },
] as const
