import type { Environment, Tls } from '../stack/environment.mts'
import { choose } from '../tls/choice.mts'
import { makeSteps } from '../tls/pair-steps.mts'
import type { PairsSeen } from '../tls/seen.mts'
import type { Step } from './step.mts'

/** What a way in without a container needs before it starts: a pair by the user's own authority, where none is given. */
export const nativePairSteps = ({ name, tls }: Pick<Environment, 'name' | 'tls'>, seen: PairsSeen | undefined): readonly Step[] => {
  if (!tls || !seen || tls.files) return []
  const here: Tls = { ...tls, from: 'selfsigned' }
  return makeSteps(name, here, seen, choose(name, here, seen, false))
}

/** What a person has to know of the certificate of a run without containers; undefined when it is as the stack file says. */
export const nativeTlsNote = ({ tls }: Pick<Environment, 'tls'>): string | undefined =>
  tls?.from === 'letsencrypt' ? 'No ACME server is asked without containers: the certificate is signed by your own authority.' : undefined
