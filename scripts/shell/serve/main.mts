import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { ServeConfig } from '../../targets/serve-config.mts'
import { drain, listen } from './listen.mts'
import { serverOf, statusServer, type Served } from './server.mts'

const readConfig = async (file: string | undefined): Promise<ServeConfig> => {
  if (file === undefined) throw new Error('the file with its configuration is missing: node main.mts CONFIG.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { throw new Error(`${file} cannot be read: ${error.code}`) })
  try {
    return JSON.parse(text) as ServeConfig
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`)
  }
}

/** Only the half that is needed is loaded. */
const handlersOf = async (config: ServeConfig) =>
  'site' in config ? (await import('./site.mts')).siteHandlers(config) : (await import('./proxy.mts')).proxyHandlers(config)

const sayWhatIsLeftOut = (config: ServeConfig): void => {
  const paths = 'routes' in config ? config.routes.filter(({ protocol }) => protocol === 'grpc').map(({ path }) => path) : []
  if (paths.length > 0) console.error(`gRPC needs nginx: ${paths.join(', ')} ${paths.length > 1 ? 'are' : 'is'} answered with 501; install nginx and start again`)
}

/** The server, and with a pair the one that speaks TLS: both do the same. The plain one listens last, for that is what the probe asks. */
const serversOf = async (config: ServeConfig): Promise<readonly { readonly served: Served; readonly at: ServeConfig['listen'] }[]> => {
  const handlers = await handlersOf(config)
  if ('site' in config) return [{ served: await serverOf(handlers, { trust: [], headers: {} }), at: config.listen }]
  const plain = { served: await serverOf(handlers, config), at: config.listen }
  return config.tls ? [{ served: await serverOf(handlers, config, config.tls), at: config.tls.listen }, plain] : [plain]
}

const serve = async (): Promise<void> => {
  const config = await readConfig(process.argv[2])
  const servers = await serversOf(config)
  const status = statusServer()
  const ended = Promise.race(['SIGTERM', 'SIGQUIT', 'SIGINT'].map((signal) => once(process, signal)))
  for (const { served, at } of servers) await listen(served.server, at.address, at.port)
  if (config.statusPort !== undefined) await listen(status.server, '127.0.0.1', config.statusPort)
  sayWhatIsLeftOut(config)
  await ended
  await Promise.all([...servers.map(({ served }) => drain(served)), drain(status)])
}

// Who reads the log may go; that is no reason to stop serving.
process.stdout.on('error', () => {})
try {
  await serve()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
process.exit()
