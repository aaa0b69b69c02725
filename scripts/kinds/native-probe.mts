import type { Service } from '../stack/service.mts'
import { probeCommand } from './probe.mts'
import type { NativeProbe } from './native-run.mts'
import type { Workload } from './workload.mts'

/** How a service's own probe is asked from outside; a service with a port and no probe is asked for a connection. */
export const nativeProbe = ({ probe }: Service, { ports, health }: Workload): { readonly probe?: NativeProbe } => {
  const named = probe && 'port' in probe && probe.port !== undefined ? ports.find(({ name }) => name === probe.port) : ports[0]
  switch (probe?.by) {
    case 'nothing': return {}
    case 'command': return { probe: { by: 'command', command: probe.command } }
    case 'path': return named ? { probe: { by: 'http', port: named.number, path: probe.path } } : {}
    case 'grpc': return { probe: { by: 'command', command: probeCommand(probe, 'node', ports) ?? [] } }
    case 'tcp': return named ? { probe: { by: 'tcp', port: named.number } } : {}
    case undefined: return named && health ? { probe: { by: 'tcp', port: named.number } } : {}
  }
}
