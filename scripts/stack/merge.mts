type Tree = Readonly<Record<string, unknown>>

/** Whether a value is a map of the file. */
export const isMap = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Maps merge, lists and plain values replace, null removes. */
export const merge = (base: unknown, change: unknown): unknown => {
  if (!isMap(base) || !isMap(change)) return change
  const result = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(change)) {
    if (value === null) result.delete(key)
    else result.set(key, merge(result.get(key), value))
  }
  return Object.fromEntries(result)
}
