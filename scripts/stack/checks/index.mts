import type { Check } from '../draft.mts'
import { commands } from './commands.mts'
import { effects } from './effects.mts'
import { reserved } from './names.mts'
import { needs } from './needs.mts'
import { ports, subnet } from './ports.mts'
import { recipes } from './recipes.mts'
import { references } from './references.mts'
import { resources } from './resources.mts'
import { sources } from './sources.mts'
import { tls } from './tls.mts'
import { volumes } from './volumes.mts'

/** Every rule across fields. A new one is one function and one word here. */
export const checks: readonly Check[] = [reserved, needs, ports, subnet, resources, sources, recipes, volumes, commands, references, tls, effects]
