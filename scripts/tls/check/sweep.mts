import type { Reply } from './reply.mts'
import type { ServerHello } from './server-hello.mts'

/** Finding out all that a server takes of a list: what it chose is left out of the next question. */
export type Sweep = { readonly left: readonly number[]; readonly found: readonly number[]; readonly first?: ServerHello; readonly end?: Reply }

/** A sweep before its first question. */
export const sweepOf = (list: readonly number[]): Sweep => ({ left: list, found: [] })

/** Whether there is a question left. */
export const isOver = ({ left, end }: Sweep): boolean => end !== undefined || left.length === 0

/** Takes in one answer: `chosen` is what the server took of the list, or undefined where it took nothing of it. */
export const swept = (sweep: Sweep, reply: Reply, chosen: number | undefined): Sweep => {
  if (reply.kind !== 'hello' || chosen === undefined || !sweep.left.includes(chosen)) return { ...sweep, end: reply }
  return { ...sweep, first: sweep.first ?? reply.hello, found: [...sweep.found, chosen], left: sweep.left.filter((each) => each !== chosen) }
}

/** What is offered of a version or of a list: the findings of every part, and how the asking ended. `open` says why there may be more. */
export type Offer = { readonly found: readonly number[]; readonly hello?: ServerHello; readonly open?: string; readonly ends: readonly Reply[] }

/** The parts of one question put together. */
export const offerOf = (parts: readonly Sweep[]): Offer => {
  const ends = parts.flatMap(({ end }) => end ?? [])
  const hello = parts.find(({ first }) => first)?.first
  const silent = ends.find((end) => end.kind === 'silent')
  return { found: parts.flatMap(({ found }) => found), ends, ...hello ? { hello } : {}, ...silent ? { open: silent.why } : {} }
}
