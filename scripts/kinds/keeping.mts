/** A command inside the container of a service. `{{item}}` stands for what is kept (a database), `{{side}}` and `{{old}}` for names beside it, `{{traits}}` for what it was made with, as JSON; they stand in variables only, so that no name is taken for a word of the command. */
export type Inside = { readonly words: readonly string[]; readonly variables?: Readonly<Record<string, string>> }

/** How an archive tells that it is whole: the end of a SQL dump, the end mark and checksum of Redis, the end blocks of a tar. */
export type Format = 'sql' | 'rdb' | 'sqlite' | 'tar'

/** Puts an archive back into a running server. */
export type Online = {
  /** Makes an empty `{{side}}` like `{{item}}`; where that is gone, after `{{traits}}`. */
  readonly side: Inside
  /** Reads the archive and fills `{{item}}`, all of it or nothing; it was saved under the name `{{old}}`. */
  readonly load: Inside
  /** `{{side}}` becomes `{{item}}`, which becomes `{{old}}`, in one step. */
  readonly swap: Inside
  /** Removes `{{item}}`: a side that failed, or something old. */
  readonly drop: Inside
  /** Prints the names of what earlier restores left beside, a NUL after each. */
  readonly beside: Inside
  /** What makes `{{item}}` quick after it was filled. */
  readonly settle?: Inside
  /** Prints the names of the roles that are there, a NUL after each. */
  readonly roles?: Inside
  /** Reads what is shared; what is there already is an error that does no harm. */
  readonly share?: Inside
}

/** Puts an archive back while its server is stopped: into the files that it finds when it starts. */
export type Offline = {
  /** The folder in the container. */
  readonly path: string
  /** The only names in there that belong to it; without them, all. */
  readonly names?: readonly string[]
  /** Reads the archive and leaves in the current folder, which is empty, what the server is to find. */
  readonly lay: Inside
  /** Succeeds once the server has found its data and answers. */
  readonly ready?: Inside
}

/** How to run a scratch server from the same image to try an archive in: no network, nothing of the service's volumes. */
export type Drill = {
  readonly variables: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly ready: Inside
  /** Places that only have to be writable. */
  readonly tmpfs: readonly string[]
  /** Where little data may stand in memory, and what tells the server so. */
  readonly quick?: { readonly path: string; readonly variables: Readonly<Record<string, string>> }
}

/**
 * How a kind's data are taken out and put back, as commands that run in its own container, with its own tools. What is
 * restored goes to a place beside what is there, is counted, and then takes its place in one step.
 */
export type Keeping = {
  /** Of what kind of server the archives are; one is never restored into another. */
  readonly of: string
  readonly format: Format
  /** Prints the server's version. */
  readonly version: Inside
  /** Prints the names of what is there, a NUL after each; without it there is one thing, called `item`. */
  readonly items?: Inside
  /** Name of the one thing there is, where there is one; empty unless told. */
  readonly item?: string
  /** Prints the archive of an item; on stderr, what it counted (`counts.mts`). */
  readonly dump: Inside
  /** Prints what belongs to all items: roles and settings, as SQL. */
  readonly shared?: Inside
  /** Prints what an item holds, a line each, as the dump does on stderr. */
  readonly count?: Inside
  /** Counts are those of the very state that was saved; otherwise they only tell empty from not empty. */
  readonly exact?: boolean
  /** Folders in its container whose files it speaks for: volumes there are not copied as well. */
  readonly paths?: readonly string[]
  readonly online?: Online
  readonly offline?: Offline
  /** With `online`; an offline one is tried by what `lay` makes of it. */
  readonly drill?: Drill
  /** What a person runs in the container to put an archive back without gantry; the one that `reads` is given the archive. Where the server has to stop for it, `offline` says it all. */
  readonly byHand?: (traits: Readonly<Record<string, string>>) => readonly (Inside & { readonly reads?: boolean })[]
}
