import type { Effect } from '../plan/step.mts'

/** How an effect treats the screen. `alone`: it uses the keyboard or all of the screen, nothing runs beside it and nothing is said about it. `speaks`: what it says when it fails names what it is about. */
export type Manner = 'alone' | 'speaks'

/** The manners of each effect: a missing line does not compile. */
export const manners: Readonly<Record<Effect['do'], readonly Manner[]>> = {
  run: ['speaks'],
  write: [],
  remove: [],
  folder: [],
  secret: [],
  ask: ['alone'],
  'compose-secret': [],
  wait: ['speaks'],
  'fill-folder': [],
  copy: [],
  'sign-pair': [],
  'serve-pair': [],
  'compare-served': [],
  'order-certificate': ['speaks'],
  'end-processes': [],
  supervise: ['alone', 'speaks'],
  answer: [],
  follow: ['alone'],
  'read-logs': ['alone'],
  'hand-over': ['alone'],
  'ask-run': ['speaks'],
  detach: ['alone', 'speaks'],
  build: ['speaks'],
  backup: ['speaks'],
  restore: ['speaks'],
  wheels: ['speaks'],
  alpine: [],
  'end-run': [],
}

/** Whether an effect has that manner. */
export const has = ({ do: what }: Pick<Effect, 'do'>, manner: Manner): boolean => manners[what].includes(manner)
