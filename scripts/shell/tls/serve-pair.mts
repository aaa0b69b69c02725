import type { Effect } from '../../plan/step.mts'
import type { Done, Means } from '../performers.mts'

/** To be written. */
export const servePair = async (effect: Extract<Effect, { do: 'serve-pair' }>, where: string): Promise<Done> => { throw new Error(`${effect.do} ${String(where)} ${String(undefined as Means | undefined)}`) }
