type Map = Readonly<Record<string, unknown>>

/** Whether a value is a map of the file. */
export const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Maps merge, lists and plain values replace, null removes. */
export const merge = (base: unknown, change: unknown): unknown => {
  if (!isMap(base) || !isMap(change)) return change
  const result: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key]
    else result[key] = merge(base[key], value)
  }
  return result
}
