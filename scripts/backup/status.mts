import type { Environment } from '../stack/environment.mts'
import { isVerified, type Level, type Manifest, type Miss } from './manifest.mts'
import type { Memory } from './memory.mts'

/** What a run came to, for programs: `status.json`, and the body of the webhook. Times are ISO in UTC. */
export type Status = {
  readonly version: 1
  readonly stack: string
  readonly environment: string
  readonly run: string
  /** Everything was saved and read again, and nothing failed. */
  readonly ok: boolean
  readonly startedAt: string
  readonly endedAt: string
  /** Why the run broke down, where it did. */
  readonly error?: string
  /** How far all of it was proved. */
  readonly proved?: Level
  readonly bytes: number
  readonly archives: readonly { readonly service: string; readonly of: string; readonly item: string; readonly file: string; readonly bytes: number; readonly rawBytes: number; readonly sha256: string; readonly ms: number }[]
  readonly failures: readonly Miss[]
  readonly skipped: readonly Miss[]
  /** How the copies elsewhere stand. */
  readonly offsite: readonly { readonly to: string; readonly lastSuccess: string | null; readonly lastError: string | null }[]
}

/** What making a status takes; without a manifest the run broke down, and `error` says why. */
export type StatusInput = {
  readonly environment: Pick<Environment, 'name' | 'stack'>
  readonly run: string
  readonly startedAt: string
  readonly endedAt: string
  readonly manifest?: Manifest
  readonly error?: string
}

/** The run that a status is about, read from the text of its file; undefined where that is nothing gantry wrote. */
export const toldRun = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'string' ? value.run : undefined
  } catch {
    return undefined
  }
}

const proofFailures = ({ archives }: Manifest): readonly Miss[] =>
  archives.flatMap(({ service, item, proofs }) => proofs.filter(({ ok }, index) => !ok && !proofs.slice(index + 1).some((later) => later.level === proofs[index]?.level && later.ok))
    .map(({ level, message }) => ({ service, item, message: `not proved (${level}): ${message ?? 'no reason given'}` })))

/** What a run came to. */
export const statusOf = ({ environment, run, startedAt, endedAt, manifest, error }: StatusInput): Status => {
  const proved = manifest && (['drill', 'full', 'read'] as const).find((level) => isVerified(manifest, level))
  const archives = manifest?.archives ?? []
  return {
    version: 1, stack: environment.stack, environment: environment.name, run, ok: error === undefined && proved !== undefined, startedAt, endedAt,
    ...error === undefined ? {} : { error }, ...proved === undefined ? {} : { proved },
    bytes: archives.reduce((sum, { bytes }) => sum + bytes, 0),
    archives: archives.map(({ service, of, item, file, bytes, rawBytes, sha256, ms }) => ({ service, of, item, file, bytes, rawBytes, sha256, ms })),
    failures: manifest ? [...manifest.failures, ...proofFailures(manifest)] : [], skipped: manifest?.skipped ?? [], offsite: [],
  }
}

/** A destination without the password that may stand in its address. */
export const destinationName = (to: string): string => to.replace(/(:\/\/[^/@\s:]*):[^/@\s]*@/, '$1:***@')

/** The status with what is known of the copies elsewhere. */
export const withOffsite = (status: Status, { offsite = {} }: Memory, wanted: readonly { readonly to: string }[]): Status =>
  ({ ...status, offsite: wanted.map(({ to }) => ({ to: destinationName(to), lastSuccess: offsite[to]?.lastSuccess ?? null, lastError: offsite[to]?.lastError?.message ?? null })) })

/** One line for people: what failed, or how much was saved. */
export const statusLine = ({ ok, error, failures, archives, bytes, stack, environment }: Status): string => {
  const head = `backup of ${stack}/${environment}`
  if (error !== undefined) return `${head} failed: ${error}`
  const first = failures[0]
  if (first) return `${head} is not whole: ${first.service}${first.item === '' ? '' : ` ${first.item}`}: ${first.message}${failures.length > 1 ? `, and ${failures.length - 1} more` : ''}`
  return ok ? `${head}: ${archives.length} archives, ${bytes} bytes, verified` : `${head} is not verified`
}
