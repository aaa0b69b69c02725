import { isVerified, type Manifest } from './manifest.mts'
import type { OffsiteState } from './memory.mts'
import { holdName, manifestName } from './place.mts'
import { newestFirst } from './run.mts'
import type { Offsite } from './settings.mts'
import { destinationName } from './status.mts'

/** What came of copying to a destination; `waiting` are verified runs that are not there. */
export type Copied = { readonly to: string; readonly by: Offsite['by']; readonly copied: readonly string[]; readonly waiting: readonly string[]; readonly error?: string }

/** What a destination has, if it is the same tool's. */
export const stateOf = ({ to, by }: Offsite, states: Readonly<Record<string, OffsiteState>> = {}): OffsiteState => {
  const state = Object.hasOwn(states, to) ? states[to] : undefined
  return state?.by === by ? state : { by, runs: {} }
}

/** Verified runs that a destination does not have yet, the newest first. */
export const waitingRuns = (manifests: readonly Manifest[], { runs }: Pick<OffsiteState, 'runs'>): readonly Manifest[] =>
  newestFirst(manifests.filter((manifest) => isVerified(manifest) && !Object.hasOwn(runs, manifest.run)))

/** The state after a run was copied whole; runs that are no longer here are forgotten. */
export const afterCopy = (state: OffsiteState, run: string, here: readonly string[], at: string): OffsiteState =>
  ({ by: state.by, runs: Object.fromEntries([...Object.entries(state.runs).filter(([name]) => here.includes(name)), [run, at]]), lastSuccess: at })

/** The state after a copy that did not come to its end; what was there before still is. */
export const afterFailure = (state: OffsiteState, at: string, message: string): OffsiteState => ({ ...state, lastError: { at, message } })

/** How long copying a run may take, in milliseconds: ten minutes, and what its bytes take at 250 kB/s. */
export const copyTime = ({ archives }: Manifest): number => 600_000 + archives.reduce((sum, { bytes }) => sum + bytes, 0) / 250

const below = (to: string, path: string): string => `${to}${/[:/]$/.test(to) ? '' : '/'}${path}`

// One try of ours is one of theirs: what it came to is to be known.
const careful = ['--retries', '1', '--low-level-retries', '3', '--contimeout', '20s', '--timeout', '2m'] as const

/** What rclone is to do, one after the other: the archives, the manifest last as here, and a comparison of both sides. */
export const rcloneArgvs = (folder: string, to: string, project: string, run: string): readonly (readonly string[])[] => {
  const [from, there] = [`${folder}/${run}`, below(to, `${project}/${run}`)]
  return [
    ['rclone', 'copy', from, there, '--exclude', `/${manifestName}`, '--exclude', `/${holdName}`, ...careful],
    ['rclone', 'copyto', `${from}/${manifestName}`, `${there}/${manifestName}`, ...careful],
    ['rclone', 'check', from, there, '--one-way', '--exclude', `/${holdName}`, ...careful],
  ]
}

/** What restic is asked; its repository and password travel in variables. */
export const restic = {
  /** Whether there is a repository. */
  look: ['restic', 'cat', 'config', '--no-lock'],
  init: ['restic', 'init'],
  copy: (folder: string, project: string, run: string): readonly string[] => ['restic', 'backup', '--json', '--host', project, '--tag', run, '--exclude', holdName, `${folder}/${run}`],
  list: (snapshot: string): readonly string[] => ['restic', 'ls', '--json', '--no-lock', snapshot],
}

/** Whether what restic says means that nobody has made a repository there yet. */
export const lacksRepository = (code: number, stderr: string): boolean => code === 10 || /Is there a repository at the following location|repository does not exist/i.test(stderr)

const objects = (text: string): readonly Readonly<Record<string, unknown>>[] => text.split('\n').flatMap((line) => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [value as Readonly<Record<string, unknown>>] : []
  } catch {
    return []
  }
})

/** The snapshot that restic says it has saved. */
export const snapshotOf = (stdout: string): string | undefined => {
  const id = objects(stdout).find((message) => message['message_type'] === 'summary')?.['snapshot_id']
  return typeof id === 'string' && /^[0-9a-f]{8,64}$/.test(id) ? id : undefined
}

/** Archives of a run that a listing of its snapshot does not have, or not with all their bytes. */
export const missingIn = (listing: string, { archives }: Manifest): readonly string[] => {
  const sizes = new Map(objects(listing).filter(({ type }) => type === 'file').map(({ name, size }) => [name, size]))
  return [...archives.filter(({ file, bytes }) => sizes.get(file) !== bytes).map(({ file }) => file), ...sizes.has(manifestName) ? [] : [manifestName]]
}

/** Why a destination cannot be used as it is written. */
export const destinationTrouble = ({ to, by }: Offsite, isInstalled: boolean): string | undefined => {
  if (!isInstalled && /^\.?\.?\//.test(to)) return `${to} is a folder of this machine, and ${by} is not installed: its container would not see it`
  // What stands in a command line can be read by everybody on the machine.
  return by === 'rclone' && /[,:]\w*(?:pass|secret|token|key)\w*=/i.test(to) ? 'a password stands in its address: put it into rclone.conf' : undefined
}

/** Images to use where the tools are not installed. */
export const toolImages = { rclone: 'rclone/rclone:1', restic: 'restic/restic:0.18' } as const satisfies Readonly<Record<Offsite['by'], string>>

/** What a tool says, in one line that can be shown: no password of an address, no value of a variable. */
export const speakable = (text: string, values: readonly string[]): string =>
  destinationName(values.filter((value) => value.length > 3).reduce((said, value) => said.replaceAll(value, '***'), text.trim().split('\n').slice(-3).join(' ').slice(0, 600)))
