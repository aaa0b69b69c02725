import { lacking, sumOf, type Counts } from '../backup/counts.mts'

/** What has to be done next with a server that finds its data in files: `exchange` puts the new ones in the place of the old ones, `back` the other way round. */
export type OfflineAct = 'lay' | 'stop' | 'exchange' | 'start' | 'count' | 'back' | 'drop-old' | 'drop-side'

/** How far it has come. */
export type OfflineState = {
  readonly todo: readonly OfflineAct[]
  readonly counts?: Counts
  readonly exact: boolean
  readonly isExchanged: boolean
  readonly isOldKept: boolean
  readonly rows: number
  readonly trouble?: string
}

/** What became of an act. */
export type OfflineEvent = { readonly ok: true; readonly counts?: Counts } | { readonly ok: false; readonly message: string }

/** Everything is made beside what is there while the server runs; it stands still only while files change places. */
export const beginOffline = ({ counts, exact, dropOld }: { readonly counts?: Counts | undefined; readonly exact: boolean; readonly dropOld: boolean }): OfflineState =>
  ({ todo: ['lay', 'stop', 'exchange', 'start', 'count', ...dropOld ? ['drop-old' as const] : []], exact, isExchanged: false, isOldKept: false, rows: 0, ...counts ? { counts } : {} })

/** Goes on after what was done. */
export const nextOffline = (state: OfflineState, event: OfflineEvent): OfflineState => {
  const [act, ...todo] = state.todo
  if (!act) return state
  const found = event.ok ? event.counts : undefined
  const faults = (act === 'lay' || act === 'count') && found && state.counts ? lacking(state.counts, found, state.exact) : []
  const message = event.ok ? faults.length > 0 ? `what came up is not what was saved: ${faults.slice(0, 5).join(', ')}` : undefined : event.message
  const after: OfflineState = { ...state, todo, ...found ? { rows: sumOf(found) } : {} }
  if (message !== undefined) {
    const trouble = [state.trouble, `${words[act]}: ${message}`].filter((text) => text !== undefined).join('; ')
    return { ...after, trouble, ...state.trouble === undefined ? { todo: wayBack[act] } : {} }
  }
  if (act === 'exchange') return { ...after, isExchanged: true, isOldKept: true }
  if (act === 'back') return { ...after, isExchanged: false, isOldKept: false }
  return act === 'drop-old' ? { ...after, isOldKept: false } : after
}

/** After what has failed: the server runs again with what it had, and what was made beside goes. */
const wayBack: Readonly<Record<OfflineAct, readonly OfflineAct[]>> = {
  lay: ['drop-side'], stop: ['start', 'drop-side'], exchange: ['start', 'drop-side'], start: ['stop', 'back', 'start', 'drop-side'], count: ['stop', 'back', 'start', 'drop-side'],
  back: [], 'drop-old': [], 'drop-side': [],
}

const words: Readonly<Record<OfflineAct, string>> = {
  lay: 'reading the archive', stop: 'stopping it', exchange: 'taking its place', start: 'starting it', count: 'counting', back: 'putting back what was there',
  'drop-old': 'removing what was there before', 'drop-side': 'removing what was begun',
}
