import type { AcmeTrouble } from './acme-record.mts'

/** What the ACME client has left behind. */
export type Words = {
  /** Its exit code, as `Ended` has it. */
  readonly code: number
  /** What it printed, on both streams. */
  readonly output: string
  /** Its log file. */
  readonly log: string
  readonly directory: string
  /** Where the log file is, for a person. */
  readonly logFile: string
  /** When it ended. */
  readonly now: number
}

/** What became of an order, in one sentence with the way out. */
export type Verdict = { readonly outcome: 'issued' | 'kept' } | Hindered
export type Hindered = { readonly outcome: AcmeTrouble; readonly message: string; readonly hint: string; readonly retryAfter?: string }

/** Said where somebody might fear for what runs. */
export const stays = 'what is served stays as it is'
