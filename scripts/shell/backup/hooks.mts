import { setTimeout as sleep } from 'node:timers/promises'
import { tellingsOfEnd, tellingsOfStart, type Telling } from '../../backup/hooks.mts'
import type { BackupSettings } from '../../backup/settings.mts'
import type { Status } from '../../backup/status.mts'

/** How long one try may take, and what is waited before the next, in milliseconds: 14 s in all. */
export const patience = { each: 6000, pauses: [2000] } as const
export type Patience = { readonly each: number; readonly pauses: readonly number[] }

type Means = { readonly signal: AbortSignal; readonly patience?: Patience }

/** Tells that a run begins; returns what could not be told. */
export const tellStart = (backups: Pick<BackupSettings, 'ping'>, means: Means): Promise<readonly string[]> => tellAll(tellingsOfStart(backups), means)

/** Tells what came of a run; returns what could not be told. Never throws: the run is what it is. */
export const tellEnd = (backups: Pick<BackupSettings, 'ping' | 'webhook'>, status: Status, means: Means): Promise<readonly string[]> => tellAll(tellingsOfEnd(backups, status), means)

const tellAll = async (tellings: readonly Telling[], means: Means): Promise<readonly string[]> => {
  const troubles = await Promise.all(tellings.map((telling) => tell(telling, means)))
  return troubles.filter((trouble) => trouble !== undefined)
}

const tell = async (telling: Telling, { signal, patience: { each, pauses } = patience }: Means): Promise<string | undefined> => {
  let trouble = await ask(telling, each, signal)
  for (const pause of pauses) {
    if (trouble === undefined || signal.aborted) break
    await sleep(pause, undefined, { signal }).catch(() => {})
    trouble = await ask(telling, each, signal)
  }
  return trouble && `${telling.what} was not told: ${trouble}`
}

const ask = async ({ url, body, type }: Telling, ms: number, signal: AbortSignal): Promise<string | undefined> => {
  const late = AbortSignal.timeout(ms)
  try {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type, 'user-agent': 'gantry' }, signal: AbortSignal.any([signal, late]) })
    await answer.body?.cancel()
    return answer.ok ? undefined : `it answers ${answer.status}`
  } catch (error) {
    return late.aborted ? `no answer in ${ms / 1000} s` : signal.aborted ? 'interrupted' : causeOf(error)
  }
}

// fetch says "fetch failed" and keeps the reason to itself; the address stays out of it.
const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code || (cause instanceof Error ? cause.message : String(cause))
}
