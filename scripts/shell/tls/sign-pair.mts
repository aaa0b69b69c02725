import type { Effect } from '../../plan/step.mts'
import type { Done, Means } from '../performers.mts'

/** To be written. */
export const signPair = async (effect: Extract<Effect, { do: 'sign-pair' }>, where: string): Promise<Done> => { throw new Error(`${effect.do} ${String(where)} ${String(undefined as Means | undefined)}`) }
