/** Plain data as YAML and JSON know it; an undefined entry is one that is not there. */
export type Data = string | number | boolean | null | undefined | readonly Data[] | Entries
export type Entries = { readonly [key: string]: Data }

/** Tells a map from everything else. */
export const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The layout of a map or list travels with it under this name, seen only by the YAML writer. */
export const layout: unique symbol = Symbol('layout')

/** Comments and blank lines around entries; each line is empty or begins with `#`. */
export type Layout = {
  readonly above: Readonly<Record<string, readonly string[]>>
  readonly beside: Readonly<Record<string, string>>
  readonly below: readonly string[]
}

/** The layout that was given to a value, if any. */
export const layoutOf = (value: object): Layout | undefined => (value as { readonly [layout]?: Layout })[layout]

/** A map whose entries stand apart by a blank line. */
export const spaced = (entries: Entries): Entries => {
  const above = Object.fromEntries(Object.keys(entries).slice(1).map((key) => [key, ['']]))
  return Object.assign({ ...entries }, { [layout]: { above, beside: {}, below: [] } satisfies Layout })
}

/** Raw keys over a rendered map: maps merge, everything else replaces, null removes. */
export const merge = (base: Entries, over: Entries): Entries => {
  const { [layout]: kept, ...entries } = base as Entries & { readonly [layout]?: Layout }
  const merged = new Map(Object.entries(entries))
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key)
    if (value === null) merged.delete(key)
    else merged.set(key, isEntries(value) ? merge(isEntries(below) ? below : {}, value) : value)
  }
  return Object.assign(Object.fromEntries(merged), kept && { [layout]: kept })
}

/** A map by the order of its keys. */
export const sortedEntries = <T extends Data>(entries: { readonly [key: string]: T }): { readonly [key: string]: T } =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The map or list, or undefined when nothing is in it: its key then disappears. */
export const orUndefined = <T extends object>(value: T): T | undefined => Object.keys(value).length > 0 ? value : undefined
