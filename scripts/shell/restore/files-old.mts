import { copy, copyLabel } from '../../docker/copy.mts'
import { askEngine } from '../backup/lender.mts'
import { demand } from '../docker.mts'

/** A volume that keeps what stood somewhere before a restore; `at` is an ISO time. */
export type OldFiles = { readonly volume: string; readonly of: string; readonly at: string }

type RawVolume = { readonly Name: string; readonly CreatedAt?: string; readonly Labels?: Readonly<Record<string, string>> | null }

/** What earlier restores of a project's files have kept. */
export const listOldFiles = async (project: string): Promise<readonly OldFiles[]> => {
  const names = (await demand(copy.labelled(copyLabel.old, project))).split('\n').filter((name) => name !== '')
  if (names.length === 0) return []
  const raw = JSON.parse(await demand(copy.inspectVolumes(names))) as readonly RawVolume[]
  return raw.map(({ Name, CreatedAt = '', Labels }) => ({ volume: Name, of: Labels?.[copyLabel.oldOf] ?? '', at: CreatedAt }))
}

/** Removes such volumes, and no others. */
export const dropOldFiles = async (project: string, volumes: readonly string[]): Promise<void> => {
  const known = new Set((await listOldFiles(project)).map(({ volume }) => volume))
  const own = volumes.filter((name) => known.has(name))
  if (own.length > 0) await askEngine(copy.removeVolumes(own))
}
