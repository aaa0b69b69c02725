import { lacking, sumOf, type Counts } from '../backup/counts.mts'

/** One thing that is to be put back; `counts` are those of when it was saved. */
export type Wanted = { readonly item: string; readonly side: string; readonly old: string; readonly counts?: Counts; readonly isThere: boolean }

/** What has to be done next, with one item. */
export type Act = 'side' | 'load' | 'count' | 'swap' | 'settle' | 'drop-old' | 'drop-side'
export type Effect = { readonly act: Act; readonly item: string; readonly side: string; readonly old: string }

/** What became of it. */
export type Event = { readonly ok: true; readonly counts?: Counts } | { readonly ok: false; readonly message: string }

/** How far a restore has come. */
export type State = {
  /** What is done side by side, step after step. */
  readonly todo: readonly (readonly Effect[])[]
  readonly exact: boolean
  readonly wanted: readonly Wanted[]
  /** Sides that were begun and have not taken their place. */
  readonly sides: readonly string[]
  readonly restored: readonly { readonly item: string; readonly old?: string; readonly rows: number }[]
  readonly rows: Readonly<Record<string, number>>
  readonly trouble?: string
}

/** What is to happen with what was there before, and whether the counts have to be equal. */
export type Wish = { readonly dropOld: boolean; readonly exact: boolean }

/**
 * Everything is filled and counted beside what is there before the first name changes: until then nobody sees anything of
 * it, and whatever fails until then leaves all as it was.
 */
export const begin = (wanted: readonly Wanted[], { dropOld, exact }: Wish): State => {
  const all = (act: Act, which: (one: Wanted) => boolean = () => true): readonly Effect[] => wanted.filter(which).map(({ item, side, old }) => ({ act, item, side, old }))
  const filled = ({ counts }: Wanted): boolean => counts === undefined || sumOf(counts) > 0
  const todo = [all('side'), all('load'), [...all('count'), ...all('settle', filled)], all('swap'), dropOld ? all('drop-old', ({ isThere }) => isThere) : []]
  return { todo: todo.filter((effects) => effects.length > 0), exact, wanted, sides: [], restored: [], rows: {} }
}

/** What to do now, side by side; nothing when it is over. */
export const current = ({ todo }: State): readonly Effect[] => todo[0] ?? []

/** Goes on after what was done; what became of it, in the order of the effects. */
export const next = (state: State, events: readonly Event[]): State => {
  const done = current(state).map((effect, index) => ({ effect, event: events[index] ?? { ok: true } as const }))
  const after = done.reduce(achieved, { ...state, todo: state.todo.slice(1) })
  const troubles = done.flatMap(({ effect, event }) => troubleOf(state, effect, event) ?? [])
  return troubles.length === 0 ? after : failing(after, current(state), troubles)
}

/** What stands there now; a side that was begun may be there, whatever became of it. */
const achieved = (state: State, { effect: { act, item, side, old }, event }: { readonly effect: Effect; readonly event: Event }): State => {
  if (act === 'side') return { ...state, sides: [...state.sides, side] }
  if (!event.ok) return state
  const isThere = state.wanted.some((one) => one.item === item && one.isThere)
  const sides = state.sides.filter((one) => one !== side)
  switch (act) {
    case 'count': return event.counts ? { ...state, rows: { ...state.rows, [item]: sumOf(event.counts) } } : state
    case 'swap': return { ...state, sides, restored: [...state.restored, { item, ...isThere ? { old } : {}, rows: state.rows[item] ?? 0 }] }
    case 'drop-side': return { ...state, sides }
    case 'drop-old': return { ...state, restored: state.restored.map(({ old: kept, ...one }) => one.item === item || kept === undefined ? one : { ...one, old: kept }) }
    default: return state
  }
}

/** What only makes things quicker is no reason to stop. */
const troubleOf = ({ wanted, exact }: State, { act, item }: Effect, event: Event): string | undefined => {
  if (act === 'settle') return undefined
  const told = (message: string): string => `${item || 'it'} (${words[act]}): ${message}`
  if (!event.ok) return told(event.message)
  const saved = wanted.find((one) => one.item === item)?.counts
  const faults = act === 'count' && event.counts && saved ? lacking(saved, event.counts, exact) : []
  return faults.length > 0 ? told(`what was read is not what was saved: ${faults.slice(0, 5).join(', ')}`) : undefined
}

/** What has not taken its place goes. */
const failing = (state: State, [first]: readonly Effect[], troubles: readonly string[]): State => {
  const trouble = [state.trouble, ...troubles].filter((text) => text !== undefined).join('; ')
  if (first?.act === 'drop-old' || first?.act === 'drop-side') return { ...state, trouble }
  const drops = state.wanted.filter(({ side }) => state.sides.includes(side)).map(({ item, side, old }) => ({ act: 'drop-side' as const, item, side, old }))
  return { ...state, trouble, todo: drops.length > 0 ? [drops] : [] }
}

const words: Readonly<Record<Act, string>> = {
  side: 'making a place beside it', load: 'reading the archive', count: 'counting', settle: 'settling', swap: 'taking its place', 'drop-old': 'removing the old one', 'drop-side': 'removing what was begun',
}
