import type { Effect } from '../../plan/step.mts'
import type { Done, Means } from '../performers.mts'

/** To be written. */
export const compareServed = async (effect: Extract<Effect, { do: 'compare-served' }>, where: string): Promise<Done> => { throw new Error(`${effect.do} ${String(where)} ${String(undefined as Means | undefined)}`) }
