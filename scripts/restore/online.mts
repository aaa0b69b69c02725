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
  readonly todo: readonly Effect[]
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
 * it, and whatever fails leaves all as it was.
 */
export const begin = (wanted: readonly Wanted[], { dropOld, exact }: Wish): State => {
  const each = (...acts: readonly Act[]) => wanted.flatMap(({ item, side, old, isThere }) => acts.filter((act) => act !== 'drop-old' || isThere).map((act) => ({ act, item, side, old })))
  return { todo: [...each('side', 'load', 'count'), ...each('swap'), ...each('settle'), ...dropOld ? each('drop-old') : []], exact, wanted, sides: [], restored: [], rows: {} }
}

/** What to do now; nothing when it is over. */
export const current = ({ todo }: State): Effect | undefined => todo[0]

/** Goes on after what was done. */
export const next = (state: State, event: Event): State => {
  const [effect, ...todo] = state.todo
  if (!effect) return state
  const wanted = state.wanted.find(({ item }) => item === effect.item)
  const found = event.ok ? event.counts : undefined
  const faults = effect.act === 'count' && found && wanted?.counts ? lacking(wanted.counts, found, state.exact) : []
  const trouble = event.ok ? faults.length > 0 ? `what was read is not what was saved: ${faults.slice(0, 5).join(', ')}` : undefined : event.message
  const after: State = { ...state, todo, ...effect.act === 'side' ? { sides: [...state.sides, effect.side] } : {}, ...found ? { rows: { ...state.rows, [effect.item]: sumOf(found) } } : {} }
  if (trouble !== undefined) return failing(after, effect, trouble)
  if (effect.act === 'drop-side') return { ...after, sides: after.sides.filter((side) => side !== effect.side) }
  if (effect.act !== 'swap') return effect.act === 'drop-old' ? { ...after, restored: after.restored.map(({ old, ...one }) => one.item === effect.item || old === undefined ? one : { ...one, old }) } : after
  return {
    ...after, sides: after.sides.filter((side) => side !== effect.side),
    restored: [...after.restored, { item: effect.item, ...wanted?.isThere ? { old: effect.old } : {}, rows: after.rows[effect.item] ?? 0 }],
  }
}

/** What has not taken its place goes; what only makes things quicker or smaller is no reason to stop. */
const failing = (state: State, { act, item }: Effect, message: string): State => {
  if (act === 'settle') return state
  const trouble = [state.trouble, `${item || 'it'} (${words[act]}): ${message}`].filter((text) => text !== undefined).join('; ')
  if (act === 'drop-old' || act === 'drop-side') return { ...state, trouble }
  const drops = state.wanted.filter(({ side }) => state.sides.includes(side)).map(({ item, side, old }) => ({ act: 'drop-side' as const, item, side, old }))
  return { ...state, trouble, todo: drops }
}

const words: Readonly<Record<Act, string>> = {
  side: 'making a place beside it', load: 'reading the archive', count: 'counting', swap: 'taking its place', settle: 'settling', 'drop-old': 'removing the old one', 'drop-side': 'removing what was begun',
}
