/** A command inside the container of a service. `{{item}}` stands for what is kept (a database), `{{side}}` and `{{old}}` for names beside it; they stand in variables only, so that no name is taken for a word of the command. */
export type Inside = { readonly words: readonly string[]; readonly variables?: Readonly<Record<string, string>> }

/** How an archive tells that it is whole: the end of a SQL dump, the end mark and checksum of Redis, the end blocks of a tar. */
export type Format = 'sql' | 'rdb' | 'sqlite' | 'tar' | 'clickhouse'

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
  /** Prints the names of what is there, a NUL after each; without it there is one thing without a name. */
  readonly items?: Inside
  /** Prints the archive of an item. */
  readonly dump: Inside
  /** Prints what belongs to all items: roles and settings, as SQL. */
  readonly shared?: Inside
  /** Prints rows per table of an item as a JSON object. */
  readonly count?: Inside
  /** Puts an archive back into a running server; absent where the server has to stop for that (see `offline`). */
  readonly online?: {
    /** Makes an empty `{{side}}`. */
    readonly side: Inside
    /** Reads the archive and fills `{{side}}`, all of it or nothing. */
    readonly load: Inside
    /** `{{side}}` becomes `{{item}}`, which becomes `{{old}}`, in one step. */
    readonly swap: Inside
    readonly drop: Inside
  }
  /** A server that finds its data in files when it starts: an archive becomes such a folder. */
  readonly offline?: {
    /** Where the files stand in the container. */
    readonly path: string
    /** Reads the archive and leaves in the current folder, which is empty, what the server is to find. */
    readonly lay: Inside
  }
  /** How to run a scratch server from the same image to try an archive in: no network, nothing of the service's volumes. */
  readonly drill: { readonly variables: Readonly<Record<string, string>>; readonly command?: readonly string[]; readonly ready: Inside; readonly tmpfs: readonly string[] }
}
