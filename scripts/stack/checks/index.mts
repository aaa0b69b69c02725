import type { Check } from '../draft.mts'
import { effects } from './effects.mts'
import { needs } from './needs.mts'
import { ports, reserved, subnet } from './ports.mts'
import { references } from './references.mts'
import { resources } from './resources.mts'
import { sources } from './sources.mts'

/** Every rule across fields. A new one is one function and one word here. */
export const checks: readonly Check[] = [reserved, needs, ports, subnet, resources, sources, references, effects]
