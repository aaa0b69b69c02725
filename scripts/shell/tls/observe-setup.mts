import { join } from 'node:path'
import { readAcmeRecord } from '../../tls/acme-record.mts'
import { acmeRecordFile } from '../../tls/acme.mts'
import { certbotVersion } from '../../tls/acme-argv.mts'
import { proxyOf } from '../../tls/pair-steps.mts'
import type { CertificateSeen, ProxyState, SetupSeen } from '../../tls/seen.mts'
import { endpointOf } from '../../tls/setup.mts'
import type { Environment } from '../../stack/environment.mts'
import { isFailure } from '../failure.mts'
import { readText } from '../files.mts'
import { runningState, type NativeState } from '../native-state.mts'
import { nativeHome, observeRunning, type RunningSeen } from '../observe-running.mts'
import { refuseOthers } from '../refuse-others.mts'
import { askServed } from './ask-served.mts'
import { observePairs } from './observe-pairs.mts'

/** The pairs of an environment, what its port serves, and what became of orders: what health looks at; nothing without `tls:`. */
export const observeCertificate = async (folder: string, environment: Environment, now: number, isReachable = true): Promise<CertificateSeen | undefined> => {
  const [pairs, record, answered, native] = await Promise.all([
    observePairs(folder, environment, { now, judge: true }), readText(join(folder, acmeRecordFile(environment.name))),
    environment.tls && isReachable ? askServed(endpointOf(environment)) : undefined, runningState(nativeHome(folder, environment)),
  ])
  if (!pairs) return undefined
  // Without a container the proxy reads the pair where it was made, or the user's own files.
  const served = !runsProxy(native) ? pairs.served : environment.tls?.files ? pairs.given : pairs.own
  return { ...pairs, served, answered, record: readAcmeRecord(record) }
}

/** The same, and everything else that setting up a certificate depends on; only for an environment with `tls:`. */
export const observeSetup = async (folder: string, environment: Environment, now: number): Promise<SetupSeen> => {
  const proxy = await proxyState(folder, environment)
  const seen = await observeCertificate(folder, environment, now, proxy.is !== 'away')
  const { acme } = environment.tls ?? {}
  if (!seen) throw new TypeError(`${environment.name} has no tls`)
  return { ...seen, proxy, user: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`, certbot: acme && certbotVersion(acme.image) }
}

const runsProxy = (native: NativeState | undefined): boolean => native?.specs.some(({ service }) => service === 'proxy') ?? false

const proxyState = async (folder: string, environment: Environment): Promise<ProxyState> => {
  if (!proxyOf(environment)) return { is: 'away', why: 'is not there, because no service has a route' }
  const running = await observeRunning(folder, environment).catch((error: unknown) => isFailure(error) ? error : Promise.reject(error as Error))
  if (running instanceof Error) return { is: 'away', why: `cannot be seen (${running.message})` }
  refuseOthers(environment, folder, running.containers)
  return stateIn(running)
}

const stateIn = ({ native, containers }: RunningSeen): ProxyState => {
  if (runsProxy(native)) return { is: 'native' }
  const proxy = containers.find(({ service, state }) => service === 'proxy' && state === 'running')
  if (!proxy) return { is: 'away', why: 'does not run' }
  return proxy.ports.some(({ port }) => port === 443) ? { is: 'container' } : { is: 'away', why: 'runs as it was before `tls:` was added' }
}
