import { nativeFolder } from '../kinds/ground.mts'
import { goalsOf } from '../plan/goals.mts'
import type { Step } from '../plan/step.mts'
import type { Finding } from '../report/health.mts'
import type { Environment, Tls } from '../stack/environment.mts'
import { orderSteps } from './acme.mts'
import { choose, givenTroubles, isToServe, type Choice } from './choice.mts'
import { judgement, makeSteps, proxyOf, reloadStep, serveStep } from './pair-steps.mts'
import { filesIn, servedFolder } from './places.mts'
import type { SetupSeen } from './seen.mts'

/** How setting up was asked for: all anew, or by cron. */
export type SetupWish = { readonly force: boolean; readonly renew: boolean }

/** What one round of setting up does: what is there and not served first, then what has to be ordered. */
export const setupSteps = (environment: Environment, tls: Tls, seen: SetupSeen, wish: SetupWish): readonly Step[] => {
  const { name } = environment
  const choice = choose(name, tls, seen, wish.force)
  // What only lets a proxy start is made when it starts.
  const made = seen.proxy.is === 'away' && choice?.sign?.by === 'itself' ? [] : makeSteps(name, tls, seen, choice)
  const serving = servingSteps(environment, seen, choice, made)
  if (serving.length > 0) return [...made, ...serving]
  const ids = made.map(({ id }) => id)
  return [...made, ...ordering(environment, tls, seen, wish).steps.map((step) => ({ ...step, after: [...ids, ...step.after] }))]
}

/** Gives the chosen pair to a running proxy and looks whether that is what is served then; a proxy that missed it reads it again. */
const servingSteps = (environment: Environment, seen: SetupSeen, choice: Choice | undefined, made: readonly Step[]): readonly Step[] => {
  const { proxy: { is: proxy }, served, answered } = seen
  if (proxy === 'away') return []
  const ids = made.map(({ id }) => id)
  const isMissed = answered?.certificate !== undefined && served?.certificate !== undefined && answered.certificate.fingerprint !== served.certificate.fingerprint
  const missed = 'it still serves another certificate than the one it has'
  // Without a container it reads the pair where that was made.
  if (proxy === 'native') return choice?.sign || isMissed ? [restartStep(environment, ids, isMissed ? missed : 'it reads the new certificate'), compareStep(environment, choice?.files.certificate ?? '')] : []
  const current = filesIn(`${servedFolder(environment.name)}/current`).certificate
  if (choice && isToServe(choice, seen)) return [
    serveStep(environment, choice, true, ids, 'the proxy does not have it yet'), reloadStep(environment, ['serve'], 'it reads the new certificate'), compareStep(environment, current),
  ]
  const test: Step = { id: 'test pair', after: ids, do: 'run', quiet: true, argv: judgement(environment), why: 'before it is asked to reload' }
  return isMissed ? [test, reloadStep(environment, [test.id], missed), compareStep(environment, current)] : []
}

const restartStep = (environment: Environment, after: readonly string[], why: string): Step => {
  const workload = proxyOf(environment)
  return { id: 'reload pair', after, do: 'ask-run', folder: nativeFolder(environment.name), goals: goalsOf(environment, workload ? [workload] : []), why }
}

const compareStep = (environment: Environment, certificate: string): Step =>
  ({ id: 'compare', after: ['reload pair'], do: 'compare-served', certificate, ...endpointOf(environment), why: 'a reload can fail without a word' })

/** Where the proxy is asked for its certificate, and for which name. */
export const endpointOf = ({ https, tls, http }: Environment): { readonly address: string; readonly port: number; readonly name: string } => ({
  address: https?.address ?? http.address, port: https?.port ?? 443,
  name: tls?.names.find((name) => !name.startsWith('*.')) ?? tls?.names[0]?.replace('*', 'www') ?? 'localhost',
})

/** What is to be ordered from an ACME server, and why not. */
const ordering = (environment: Environment, tls: Tls, { live, record, now, certbot, user, proxy }: SetupSeen, wish: SetupWish): { readonly steps: readonly Step[]; readonly why: string; readonly blocked?: Finding } => {
  if (tls.from !== 'letsencrypt') return { steps: [], why: '' }
  const order = orderSteps(environment, { live: live?.key === 'right' ? live.certificate : undefined, record, now, certbot, user, ...wish })
  if (order.steps.length === 0 || proxy.is !== 'away') return order
  return { steps: [], why: order.why, blocked: { subject: 'order', level: 'bad', text: `a certificate is to be ordered, and the ACME server will ask the proxy, which ${proxy.why}; \`${upOf(environment)}\` first` } }
}

/** What brings an environment up. */
export const upOf = ({ name }: Pick<Environment, 'name'>): string => name === 'dev' ? 'make up' : `make up ENV=${name}`

/** What setting up leaves undone, and what has to come first. */
export const setupNotes = (environment: Environment, tls: Tls, seen: SetupSeen, wish: SetupWish): readonly Finding[] => {
  const { blocked } = ordering(environment, tls, seen, wish)
  if (blocked) return [blocked]
  const broken = tls.from === 'files' ? givenTroubles(seen, tls, seen.now).find(({ level }) => level === 'bad') : undefined
  if (broken && !seen.served) return [{ subject: 'certificate', level: 'bad', text: broken.text }]
  const choice = choose(environment.name, tls, seen, false)
  if (seen.proxy.is !== 'away' || !choice || !isToServe(choice, seen)) return []
  return [{ subject: 'proxy', level: 'warn', text: `it ${seen.proxy.why}; \`${upOf(environment)}\` serves the certificate` }]
}
