/** Where something stands in a file of the project; line 0 is the file as a whole. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** Something the conversion had to decide: what was taken as what, and why. */
export type Decision = { readonly service: string; readonly at: Place | undefined; readonly what: string; readonly as: string; readonly because: string }

/** Something that did not come along: why, and what to do instead. */
export type Leftover = { readonly service: string; readonly at: Place | undefined; readonly what: string; readonly why: string; readonly instead: string }

/** A mistake in a compose file that keeps it from being read. */
export type Trouble = { readonly at: Place; readonly message: string; readonly hint: string }

/** What a conversion has to say, gathered while it goes; the same thing is said once. */
export type Notes = {
  readonly took: (service: string, at: Place | undefined, what: string, as: string, because: string) => void
  readonly left: (service: string, at: Place | undefined, what: string, why: string, instead: string) => void
  readonly decisions: () => readonly Decision[]
  readonly leftovers: () => readonly Leftover[]
}

/** An empty notebook. */
export const notebook = (): Notes => {
  const decisions = new Map<string, Decision>()
  const leftovers = new Map<string, Leftover>()
  return {
    took: (service, at, what, as, because) => { decisions.set([service, what, as].join('\0'), { service, at, what, as, because }) },
    left: (service, at, what, why, instead) => { leftovers.set([service, what, why].join('\0'), { service, at, what, why, instead }) },
    decisions: () => [...decisions.values()],
    leftovers: () => [...leftovers.values()],
  }
}

/** `docker-compose.yml:12`, as lists and comments show a place. */
export const showPlace = (at: Place | undefined): string => at === undefined ? '' : at.line > 0 ? `${at.file}:${at.line}` : at.file
