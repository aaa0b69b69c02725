/** One locked project, and what it needs; `key` tells two versions of a project apart. */
export type Locked = {
  readonly key: string
  readonly needs: readonly Edge[]
  /** What its extras need on top. */
  readonly extras: Readonly<Record<string, readonly Edge[]>>
}

/** A need with the extras that are asked for, and the condition under which it counts. */
export type Edge = { readonly to: string; readonly extras: readonly string[]; readonly marker?: string }

type Visit = { readonly to: string; readonly extras: readonly string[]; readonly condition: string }

/**
 * What is needed from some needs on, each with the condition under which it counts: undefined for always. A project that is
 * needed on several ways counts where any of them does.
 */
export const reach = (needs: readonly Edge[], lock: ReadonlyMap<string, Locked>): ReadonlyMap<string, string | undefined> => {
  const found = new Map<string, Set<string>>()
  const done = new Set<string>()
  const always: Visit[] = []
  const sometimes: Visit[] = []
  const open = ({ to, extras, marker = '' }: Edge, above: string): void => {
    const condition = both(above, marker)
    void (condition === '' ? always : sometimes).push({ to, extras, condition })
  }
  for (const need of needs) open(need, '')
  // What always counts comes first: no condition on another way adds to it.
  for (let next = always.pop() ?? sometimes.pop(); next; next = always.pop() ?? sometimes.pop()) {
    const { to, extras, condition } = next
    const locked = lock.get(to)
    const step = `${to}[${extras.join(',')}] ; `
    if (!locked || done.has(step) || done.has(`${step}${condition}`)) continue
    done.add(`${step}${condition}`)
    found.set(to, (found.get(to) ?? new Set()).add(condition))
    for (const need of [...locked.needs, ...extras.flatMap((extra) => locked.extras[extra] ?? [])]) open(need, condition)
  }
  return new Map([...found].map(([key, conditions]) => [key, anyOf(conditions)]))
}

const anyOf = (conditions: ReadonlySet<string>): string | undefined =>
  conditions.has('') ? undefined : [...conditions].sort().map((one) => conditions.size > 1 ? `(${one})` : one).join(' or ')

const both = (one: string, other: string): string => {
  if (one === '' || other === '') return one || other
  const part = / or /.test(other) ? `(${other})` : other
  return one.split(' and ').includes(part) || one === other ? one : `${/ or /.test(one) && !one.includes(' and ') && !one.startsWith('(') ? `(${one})` : one} and ${part}`
}
