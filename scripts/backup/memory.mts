import type { Offsite } from './settings.mts'

/** What is known of a destination: which runs are there whole, and how the last try went. Times are ISO in UTC. */
export type OffsiteState = {
  readonly by: Offsite['by']
  readonly runs: Readonly<Record<string, string>>
  readonly lastSuccess?: string
  readonly lastError?: { readonly at: string; readonly message: string }
}

/** What gantry remembers of an environment's backups outside of their folder, in `.gantry/<env>/backups.json`. */
export type Memory = {
  readonly version: 1
  /** Stands in the marker of the folder as well: a folder without it is not the one that was written to. */
  readonly marker?: string
  readonly lastRun?: string
  /** A run that is at work, or was ended before it could tidy up inside its servers. */
  readonly openRun?: string
  readonly offsite?: Readonly<Record<string, OffsiteState>>
}

/** The text of its file. */
export const memoryText = (memory: Memory): string => `${JSON.stringify(memory, undefined, 2)}\n`

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads it; undefined for a text that gantry has not written. */
export const parseMemory = (text: string): Memory | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    const isOurs = isObject(value) && value['version'] === 1 && Object.values(isObject(value['offsite']) ? value['offsite'] : {}).every((state) => isObject(state) && isObject(state['runs']))
    return isOurs ? value as Memory : undefined
  } catch {
    return undefined
  }
}
