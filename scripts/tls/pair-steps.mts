import { container } from '../docker/container.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Step } from '../plan/step.mts'
import type { Environment, Tls } from '../stack/environment.mts'
import { choose, isToServe, lackOf, type Choice } from './choice.mts'
import { servedFolder, tlsFolder } from './places.mts'
import type { PairsSeen } from './seen.mts'

/** The proxy of an environment; undefined where nothing is routed. */
export const proxyOf = ({ workloads }: Pick<Environment, 'workloads'>): Workload | undefined => workloads.find(({ isEntry }) => isEntry)

/** Makes the folder that nobody else may enter, and the pair where that has to be made. */
export const makeSteps = (environment: string, { names, addresses }: Tls, seen: PairsSeen, choice: Choice | undefined): readonly Step[] => {
  const folder: readonly Step[] = seen.isPrivate ? [] : [{ id: 'ssl', after: [], do: 'folder', path: tlsFolder(environment), mode: 0o700, why: 'nobody else on this machine may read keys' }]
  return [...folder, ...choice?.sign ? [{
    id: 'sign', after: folder.map(({ id }) => id), do: 'sign-pair' as const, folder: `${tlsFolder(environment)}/own`, names, addresses, by: choice.sign.by, why: choice.sign.why,
  }] : []]
}

/** Gives the chosen pair to the proxy, which judges it where it runs. */
export const serveStep = (environment: Environment, { files }: Choice, isRunning: boolean, after: readonly string[], why: string): Step => {
  const to = servedFolder(environment.name)
  return { id: 'serve', after, do: 'serve-pair', ...files, to, why, hand: handOver(environment, `${to}/new`), ...isRunning ? { test: judgement(environment) } : {} }
}

/** The proxy's own user takes the key, by the image that runs anyway and with no other right than that. */
const handOver = (environment: Environment, folder: string): readonly string[] => {
  const { image = '', user = '' } = proxyOf(environment) ?? {}
  return [
    'docker', 'run', '--rm', '--pull', 'never', '--network', 'none', '--user', '0:0', '--cap-drop', 'ALL', '--cap-add', 'CHOWN', '--security-opt', 'no-new-privileges',
    '--volume', `./${folder}:/pair`, '--entrypoint', 'chown', environment.images[image] ?? image, user, '/pair/privkey.pem',
  ]
}

const containerOf = ({ project }: Environment): string => `${project}-proxy-1`

/** nginx itself says whether it can work with what is current. */
export const judgement = (environment: Environment): readonly string[] => container.exec(containerOf(environment), ['nginx', '-t', '-c', '/etc/nginx/gantry/nginx.conf'])

/** The running proxy reads its files again; no connection ends by that. */
export const reloadStep = (environment: Environment, after: readonly string[], why: string): Step =>
  ({ id: 'reload pair', after, do: 'run', quiet: true, argv: container.exec(containerOf(environment), proxyOf(environment)?.reload ?? []), why })

/** Steps around bringing a stack up: before its containers are made, between that and their start, and when they are ready. */
export type PairSteps = { readonly before: readonly Step[]; readonly between: readonly Step[]; readonly afterwards: readonly Step[] }
const none: PairSteps = { before: [], between: [], afterwards: [] }

/** What a proxy needs before it can start: some pair to serve; a running one gets the better pair once everything else is done. */
export const pairSteps = (environment: Environment, seen: PairsSeen | undefined, isRunning: boolean): PairSteps => {
  const { tls, name } = environment
  if (!tls || !seen || !proxyOf(environment)) return none
  const choice = choose(name, tls, seen, false)
  const before = makeSteps(name, tls, seen, choice)
  if (!choice || !isToServe(choice, seen)) return { ...none, before }
  const made = before.map(({ id }) => id)
  const why = seen.served?.certificate ? 'it takes the place of the one that is served' : 'the proxy does not start without'
  if (!isRunning || !seen.served?.certificate) return { ...none, before, between: [serveStep(environment, choice, false, [...made, 'create'], why)] }
  return { ...none, before, afterwards: [serveStep(environment, choice, true, [...made, 'wait'], why), reloadStep(environment, ['serve'], 'it reads the new certificate')] }
}

/** What a person has to know of the certificate once the proxy is up: that nobody trusts it yet, and what changes that. */
export const pairNote = (environment: Environment, seen: PairsSeen | undefined): string | undefined => {
  const { tls, name } = environment
  if (!tls || !seen || !proxyOf(environment)) return undefined
  const call = `make ssl-setup${name === 'dev' ? '' : ` ENV=${name}`}`
  const choice = choose(name, tls, seen, false)
  if (tls.from === 'selfsigned') return seen.own || !choice?.sign ? undefined : `Its certificate is signed by an authority of your own: \`${call}\` says how to trust it.`
  const isStopgap = choice ? choice.sign !== undefined || choice.digest === seen.own?.digest : seen.served?.certificate?.isPlaceholder === true
  return isStopgap ? `Only a placeholder is served over TLS, which no client trusts, for ${lackOf(tls, seen)}: \`${call}\`.` : undefined
}
