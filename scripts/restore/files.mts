import { createHash } from 'node:crypto'
import type { Found } from '../backup/volumes.mts'
import { copyLabel } from '../docker/copy.mts'

/** What is known of a restore while it is under way, so that one that was killed can be undone. */
export type Restoring = {
  readonly version: 1
  readonly project: string
  readonly found: Found
  /** In `staging` nothing was touched yet; in `replacing` the live content is neither the old nor the new one; `replaced` is the new one. */
  readonly phase: 'staging' | 'replacing' | 'replaced'
  readonly staging: string
  /** Holds what stood there before; absent where nothing did. */
  readonly old?: string
  /** Containers that were stopped and wait. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
}

/** What a volume beside an item begins with: the volume's own name, or a name made of the folder's path. */
const stem = (project: string, { item, path }: Found): string => item.is === 'volume' ? item.source
  : `${project}_folder-${path.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(-40)}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`

/** The volume in which new content waits until it is known to be whole. */
export const stagingName = (project: string, found: Found, stamp: string): string => `${stem(project, found)}_new_${stamp}`

/** The volume that keeps what stood there before. */
export const oldName = (project: string, found: Found, stamp: string): string => `${stem(project, found)}_old_${stamp}`

/** Labels of the two. */
export const stagingLabels = (project: string): Readonly<Record<string, string>> => ({ [copyLabel.staging]: project })
export const oldLabels = (project: string, { item }: Found): Readonly<Record<string, string>> => ({ [copyLabel.old]: project, [copyLabel.oldOf]: item.item })

/** A volume of the stack itself, made as compose makes it; one without these labels is a stranger's for compose. */
export const composeLabels = (project: string, source: string): Readonly<Record<string, string>> =>
  ({ 'com.docker.compose.project': project, 'com.docker.compose.volume': source.slice(project.length + 1) })

/** Where the record of a restore that is under way stands, in `.gantry/<env>`. */
export const recordName = (stamp: string): string => `restoring-${stamp}.json`
export const isRecordName = (name: string): boolean => /^restoring-[0-9a-z]+\.json$/.test(name)

/** Where the content is, when it could not be put back in its place. */
export const whereabouts = ({ found: { item }, old, staging, names }: Restoring): string => [
  `${item.is} ${item.item} holds neither the old nor the new content.`,
  old === undefined ? 'Nothing stood there before.' : `The old content is whole in the volume ${old}.`,
  `The new content is whole in the volume ${staging}.`,
  ...names.length === 0 ? [] : [`${names.join(', ')} ${names.length === 1 ? 'stays' : 'stay'} stopped.`],
].join(' ')
