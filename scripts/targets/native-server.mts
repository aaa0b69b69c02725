import { programOf, type Ground } from '../kinds/ground.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Entry, Environment } from '../stack/environment.mts'
import { ownFiles } from '../tls/choice.mts'
import { nativeNginx, type NativePlace } from './nginx-native.mts'
import { serveConfig } from './serve-config.mts'
import type { Templates } from './template.mts'

/** What surrounds a server that runs without a container. */
export type ServerSurroundings = { readonly environment: Environment; readonly ground: Ground; readonly templates: Templates; readonly isRoot: boolean }

/** The configuration of the proxy or of a site without a container: the host's nginx's, or that of gantry's own server. */
export const nativeServer = (workload: Workload, { environment, ground, templates, isRoot }: ServerSurroundings): string => {
  const { native, isEntry, ports, site, name } = workload
  const { address, port } = isEntry ? environment.http : { address: '127.0.0.1', port: ports[0]?.number ?? 0 }
  const status = ground.ports[name]?.['status']
  const root = rootOf(workload, ground)
  const here: Workload = site && root !== undefined ? { ...workload, site: { ...site, root } } : workload
  const place = {
    addressOf: (service: string, portName: string): string => `127.0.0.1:${ground.ports[service]?.[portName] ?? 0}`,
    listen: listenText({ address, port }),
    ...isEntry ? tlsOf(environment, ground) : {}, ...status === undefined ? {} : { statusPort: status },
  }
  if (native && 'serves' in native && native.serves === 'serve') return `${JSON.stringify(serveConfig({ workload: here, environment, place }), null, 2)}\n`
  // Beside its configuration, so that the folder is there.
  const tmp = `${ground.folder}/${ground.state}/nginx/${name}`
  return nativeNginx({ workload: here, environment, templates, source: 'stack.yaml', place: { ...place, tmp, mimeTypes: undefined, version: programOf(ground, 'nginx')?.version ?? '', ...isRoot ? { user: 'root' } : {} } })
}

const listenText = ({ address, port }: Pick<Entry, 'address' | 'port'>): string =>
  address === '' ? String(port) : `${address.includes(':') && !address.startsWith('[') ? `[${address}]` : address}:${port}`

/** The user's own files, or the pair that is made here: nothing is handed to another user. */
const tlsOf = ({ name, https, tls }: Environment, { folder }: Ground): Pick<NativePlace, 'tls'> => {
  if (!https || !tls) return {}
  const { certificate, key } = tls.files ?? ownFiles(name)
  return { tls: { listen: listenText(https), certificate: within(folder, certificate), key: within(folder, key) } }
}

const within = (folder: string, path: string): string => path.startsWith('/') ? path : `${folder}/${path.replace(/^\.\//, '')}`

/** The folder that is mounted where the site's files stand in a container. */
const rootOf = ({ site, mounts }: Workload, { folder }: Ground): string | undefined => {
  const mount = mounts.find(({ path }) => path === site?.root)
  return mount?.type !== 'bind' ? undefined : within(folder, mount.source)
}
