import type { Effect } from '../../plan/step.mts'
import type { Done, Means } from '../performers.mts'

/** To be written. */
export const orderCertificate = async (effect: Extract<Effect, { do: 'order-certificate' }>, where: Means): Promise<Done> => { throw new Error(`${effect.do} ${String(where)} ${String(undefined as Means | undefined)}`) }
