import { compose } from './compose.mts'
import { dockerfile } from './dockerfile.mts'
import { nginx } from './nginx.mts'
import { reload } from './reload.mts'
import type { Target } from './target.mts'

/** Every target by its name. A new one is one file and one line here. */
export const targets = { compose, dockerfile, nginx, reload } satisfies Readonly<Record<string, Target>>
