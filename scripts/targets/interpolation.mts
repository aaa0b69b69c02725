import { isEntries, type Data, type Entries } from './data.mts'

/** Doubles every `$`: compose would take it for a variable of the shell that starts it. */
export const withoutInterpolation = (entries: Entries): Entries => doubled(entries) as Entries

const doubled = (data: Data): Data => {
  if (typeof data === 'string') return data.includes('$') ? data.replaceAll('$', '$$$$') : data
  if (isEntries(data)) return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, doubled(value)]))
  return typeof data === 'object' && data !== null ? data.map(doubled) : data
}
