import { edgesOf } from './edges.mts'
import type { Trailer } from './trailer.mts'

// What belongs to the database itself (owner, settings) stands before what pg_dump says.
const headSize = 256 * 1024
const complete = /(?:^|\n)-- PostgreSQL database (?:cluster )?dump complete\n--\n\s*(?:\\unrestrict (\S+)\s*)?$/

/**
 * A dump of PostgreSQL says at its end that it is complete. Newer ones also begin with `\restrict` and a word nobody can
 * guess, and end with the same word: so no row that reads like an end is taken for one.
 */
export const sqlTrailer = (): Trailer => {
  const edges = edgesOf(headSize, 2048)
  return {
    push: edges.push,
    end: () => {
      if (edges.size() === 0) return 'it is empty'
      const [head, tail] = [edges.head().toString('latin1'), edges.tail().toString('latin1')]
      if (!/^-- PostgreSQL database (?:cluster )?dump$/m.test(head)) return 'it does not begin as a dump of PostgreSQL does'
      if (!complete.test(tail)) return 'it does not end with "PostgreSQL database dump complete": cut short'
      const token = /^\\restrict (\S+)$/m.exec(head)?.[1]
      return token === undefined || tail.includes(`\n\\unrestrict ${token}\n`) ? undefined : 'it does not end with the word it began with: cut short'
    },
  }
}
