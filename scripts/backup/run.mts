import { isVerified, type Manifest } from './manifest.mts'
import { runTime } from './place.mts'

/**
 * A run as it lies in its folder: ended and with a manifest that is believed; never ended, because something killed it; or
 * with a manifest that nobody should trust.
 */
export type FoundRun =
  | { readonly run: string; readonly is: 'ended'; readonly manifest: Manifest }
  | { readonly run: string; readonly is: 'unended' }
  | { readonly run: string; readonly is: 'doubtful'; readonly message: string }

/** What deciding about a run takes: whether it is verified, of which services it has something, and of which of them that is whole and proved (`proven`). */
export type RunFacts = { readonly run: string; readonly state: 'verified' | 'failed' | 'unended' | 'doubtful'; readonly services: readonly string[]; readonly proven: readonly string[] }

/** The facts of a run that was found. */
export const runFacts = (found: FoundRun): RunFacts => {
  if (found.is !== 'ended') return { run: found.run, state: found.is, services: [], proven: [] }
  const { manifest } = found
  const { archives, failures } = manifest
  const services = [...new Set(archives.map(({ service }) => service))].sort()
  const proven = services.filter((service) => isVerified({ ...manifest, archives: archives.filter((one) => one.service === service), failures: failures.filter((one) => one.service === service) }))
  return { run: found.run, state: isVerified(manifest) ? 'verified' : 'failed', services, proven }
}

/** Newest first; those of the same second in the order of their names. */
export const newestFirst = <T extends { readonly run: string }>(runs: readonly T[]): readonly T[] =>
  runs.toSorted((a, b) => Number(runTime(b.run) ?? 0) - Number(runTime(a.run) ?? 0) || (a.run < b.run ? 1 : -1))
