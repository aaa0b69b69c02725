/** An image under another tag; a port of its registry is none. */
export const tagged = (image: string, tag: string): string => `${image.replace(/:[^:/]*$/, '')}:${tag}`

/** So much of a commit's id says which one it is. */
const short = 12

/** The tag of an environment's image as it was built from a commit, with `-dirty` where files had been changed since. */
export const revisionTag = (environment: string, revision: string): string =>
  `${environment}-${revision.slice(0, short)}${revision.endsWith('-dirty') ? '-dirty' : ''}`
