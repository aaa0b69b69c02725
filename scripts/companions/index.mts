import type { Companion } from './companion.mts'
import { proxy } from './proxy.mts'

/** Every companion by its name. A new one is one file and one line here. */
export const companions = { proxy } satisfies Readonly<Record<string, Companion>>
