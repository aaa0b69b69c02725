import { edgesOf } from './edges.mts'
import type { Trailer } from './trailer.mts'

/** A file of SQLite says at its beginning how many pages it has and how large they are; every page has to be there. */
export const sqliteTrailer = (): Trailer => {
  const edges = edgesOf(100, 0)
  return {
    push: edges.push,
    end: () => {
      const [head, size] = [edges.head(), edges.size()]
      if (size === 0) return 'it is empty'
      if (!head.toString('latin1').startsWith('SQLite format 3\0')) return 'it does not begin as a file of SQLite does'
      if (size < 100) return 'its header is cut short'
      const written = head.readUInt16BE(16)
      const page = written === 1 ? 65_536 : written
      if (page < 512 || (page & (page - 1)) !== 0) return `its page size is ${page}: damaged`
      // An old writer leaves the count as it is, and the two counters of changes then differ.
      const pages = head.readUInt32BE(24) === head.readUInt32BE(92) ? head.readUInt32BE(28) : Math.ceil(size / page)
      return pages * page === size ? undefined : `it has ${size} bytes where its ${pages} pages have ${pages * page}: cut short or damaged`
    },
  }
}
