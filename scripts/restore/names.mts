/** Longest name of a database, in bytes. */
const longest = 63

/** Marks what a restore makes beside something: digits of the time and four of chance. */
export const restoreStamp = (now: Date, chance: string): string => `${now.toISOString().replace(/\D/g, '').slice(0, 14)}${chance}`

/** As much of a name as leaves room for an ending, never half a character. */
const shortened = (name: string, room: number): string => {
  let short = ''
  for (const character of name) {
    if (new TextEncoder().encode(short + character).length > room) break
    short += character
  }
  return short
}

/** What a person calls a database that he restores beside. */
export const restoredName = (item: string): string => `${shortened(item, longest - '_restored'.length)}_restored`

/** The name of what stands beside an item; two long names that begin alike are told apart by their place in the list. */
export const besideName = (item: string, what: 'side' | 'old', stamp: string, items: readonly string[] = [item]): string => {
  const ending = `__gantry_${what}_${stamp}`
  const short = shortened(item, longest - ending.length)
  const alike = items.filter((other) => shortened(other, longest - ending.length) === short)
  return alike.length < 2 ? `${short}${ending}` : `${shortened(item, longest - ending.length - 5)}_${String(alike.indexOf(item)).padStart(4, '0')}${ending}`
}

/** What stands beside, as its name tells it; undefined for anything else. */
export const readBeside = (name: string): { readonly what: 'side' | 'old'; readonly at: Date; readonly of: string } | undefined => {
  const [, of = '', what, year, month, day, hour, minute, second] = /^(.*)__gantry_(side|old)_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[0-9a-f]{4}$/s.exec(name) ?? []
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  return what === undefined ? undefined : { what: what as 'side' | 'old', of, at: new Date(at) }
}
