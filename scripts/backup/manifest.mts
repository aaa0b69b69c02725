import type { Format } from '../kinds/keeping.mts'

/** How far an archive has been proved: read again and whole; its content looked at; restored into a scratch server. */
export type Level = (typeof levels)[number]

/** From the least to the most that is proved. */
export const levels = ['read', 'full', 'drill'] as const

/** What a proof came to; `at` is an ISO time in UTC. */
export type Proof = { readonly level: Level; readonly at: string; readonly ok: boolean; readonly message?: string }

/** One file of a run. */
export type Archive = {
  readonly service: string
  /** `postgres`, `redis` …, `volume`, `folder`, `sqlite`, `gantry`. */
  readonly of: string
  /** The database, the volume, the path; empty where there is one thing only. */
  readonly item: string
  /** Name in the run's folder. */
  readonly file: string
  readonly format: Format
  /** Bytes and hash of the file as it lies there. */
  readonly bytes: number
  readonly sha256: string
  /** The same of what is in it. */
  readonly rawBytes: number
  readonly rawSha256: string
  readonly encrypted: boolean
  /** Version of the server it was taken from. */
  readonly server?: string
  /** Rows per table when it was taken. */
  readonly counts?: Readonly<Record<string, number>>
  /** What it was made with (encoding, collation …), for making it again where it is gone. */
  readonly traits?: Readonly<Record<string, string>>
  readonly ms: number
  readonly proofs: readonly Proof[]
  /** Two commands that put it back without gantry. */
  readonly byHand: readonly string[]
}

/** What could not be saved, and why. */
export type Miss = { readonly service: string; readonly item: string; readonly message: string }

/** A run of backup: written last, so that a run without one never ended. Times are ISO in UTC. */
export type Manifest = {
  readonly version: 1
  readonly run: string
  readonly stack: string
  readonly environment: string
  /** Taken of what a restore was about to replace: nobody wants it back unless he names it. */
  readonly isSafety?: boolean
  readonly startedAt: string
  readonly endedAt: string
  readonly tools: Readonly<Record<string, string>>
  /** How the commands are meant that put its archives back by hand. */
  readonly byHand?: string
  readonly archives: readonly Archive[]
  readonly failures: readonly Miss[]
  /** What is left alone on purpose, and why. */
  readonly skipped: readonly Miss[]
}

/** Whether nothing failed, every archive was proved at this level or a higher one, and no later look at one of them has come to another result. */
export const isVerified = ({ archives, failures }: Manifest, level: Level = 'read'): boolean =>
  archives.length > 0 && failures.length === 0 && archives.every(({ proofs }) => {
    const latest = levels.map((each) => proofs.findLast((proof) => proof.level === each))
    return latest.every((proof) => proof?.ok !== false) && latest.slice(levels.indexOf(level)).some((proof) => proof?.ok)
  })
