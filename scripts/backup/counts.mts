/** Rows per table, keys per database: what was there when it was saved, or is there now. */
export type Counts = Readonly<Record<string, number>>

/** What a dump says on stderr beside its own complaints: what it counted, and what the thing was made with. */
export type Noted = { readonly counts: Counts; readonly traits?: Readonly<Record<string, string>> }

const counted = /^gantry counted (\[.*\])$/
const made = /^gantry traits (\{.*\})$/

/** Whether a line on stderr is not a complaint. */
export const isNote = (line: string): boolean => counted.test(line) || made.test(line)

/** Reads what a dump or a count said. */
export const readNotes = (lines: readonly string[]): Noted => {
  const found = lines.flatMap((line) => counted.exec(line)?.[1] ?? []).map((json) => JSON.parse(json) as readonly [string, number])
  const [traits] = lines.flatMap((line) => made.exec(line)?.[1] ?? [])
  const texts = traits === undefined ? undefined : Object.entries(JSON.parse(traits) as Record<string, unknown>).map(([name, value]) => [name, String(value)] as const)
  return { counts: Object.fromEntries(found), ...texts ? { traits: Object.fromEntries(texts) } : {} }
}

/** How many there are in all. */
export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

const numberOf = (counts: Counts, name: string): number | undefined => Object.hasOwn(counts, name) ? counts[name] : undefined

/**
 * What is not there as it was saved, a sentence each; without `exact` only what is empty and should not be, because what
 * was counted is a moment older or younger than what was saved.
 */
export const lacking = (saved: Counts, found: Counts, exact: boolean): readonly string[] =>
  [...new Set([...Object.keys(saved), ...exact ? Object.keys(found) : []])].flatMap((name) => {
    const [before, after] = [numberOf(saved, name), numberOf(found, name)]
    if (before === after || (!exact && ((after ?? 0) > 0 || (before ?? 0) === 0))) return []
    if (after === undefined) return [`${name} is missing (${before} when it was saved)`]
    return [before === undefined ? `${name} was not there when it was saved` : `${name} has ${after}, not ${before} as when it was saved`]
  })
