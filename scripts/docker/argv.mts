/** A command as its words: no shell reads it, so nothing needs quoting. */
export type Argv = readonly string[]
