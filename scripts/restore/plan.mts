import type { Archive, Manifest } from '../backup/manifest.mts'
import type { FoundRun } from '../backup/run.mts'
import { stockOf, type FileItem } from '../backup/stock.mts'
import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { Wanted } from './effect.mts'

/** What a restore looks at; `old` is what earlier ones have kept, by service. */
export type RestoreSeen = {
  readonly runs: readonly FoundRun[]
  readonly now: Date
  readonly act:
    | { readonly is: 'list' }
    | { readonly is: 'drop-old'; readonly old: readonly { readonly service: string; readonly names: readonly string[] }[] }
    | { readonly is: 'restore'; readonly manifest: Manifest; readonly wanted: readonly Wanted[]; readonly safety: string | undefined; readonly stamp: string; readonly dropOld: boolean; readonly force: boolean; readonly identity?: string }
}

/** Of a run what belongs to these services, service by service, and what has no place any more. */
export const wantedOf = (environment: Environment, { archives }: Manifest, services: readonly string[]): { readonly wanted: readonly Wanted[]; readonly homeless: readonly Archive[] } => {
  const items = stockOf(environment).items.filter((item): item is FileItem => item.is === 'volume' || item.is === 'folder')
  const homeless: Archive[] = []
  const chosen = archives.filter(({ service, of }) => of !== 'gantry' && (services.length === 0 || services.includes(service)))
  const wanted = [...Map.groupBy(chosen, ({ service }) => service)].map(([service, mine]): Wanted => {
    const files = mine.filter(({ of }) => of === 'volume' || of === 'folder').flatMap((archive) => {
      const item = items.find((one) => one.is === archive.of && one.item === archive.item)
      if (!item) homeless.push(archive)
      return item ? [{ archive, item }] : []
    })
    const workload = environment.workloads.find(({ name }) => name === service)
    const sqlite = mine.filter(({ of, item }) => of === 'sqlite' && workload?.backup.sqlite.includes(item))
    const kept = workload?.keeps ? mine.filter(({ of }) => !['volume', 'folder', 'sqlite'].includes(of)) : []
    homeless.push(...mine.filter((one) => !['volume', 'folder'].includes(one.of) && !sqlite.includes(one) && !kept.includes(one)))
    return { service, archives: kept, sqlite, files }
  })
  return { wanted: wanted.filter((one) => one.archives.length + one.sqlite.length + one.files.length > 0), homeless }
}

/** A backup of what is there now, then each service beside what it has, and in one step in its place. */
export const restoreSteps = (environment: Environment, { act }: RestoreSeen): readonly Step[] => {
  switch (act.is) {
    case 'list': return []
    case 'drop-old': return act.old.map(({ service, names }): Step =>
      ({ do: 'restore', act: 'drop-old', id: `drop ${service}`, after: [], environment, service, names, why: 'earlier restores have kept it', danger: 'data' }))
    case 'restore': {
      const { manifest, wanted, safety, is: _, ...how } = act
      const before: readonly Step[] = safety === undefined ? [] : [{
        do: 'backup', act: 'take', id: 'safety', after: [], environment, run: safety, services: wanted.map(({ service }) => service), level: 'read', isSafety: true, why: 'what is there now can be had back',
      }]
      return [...before, ...wanted.map((one): Step => ({
        do: 'restore', act: 'put-back', id: `restore ${one.service}`, after: before.map(({ id }) => id), environment, run: manifest.run, ...one, stamp: how.stamp, dropOld: how.dropOld, force: how.force,
        ...how.identity === undefined ? {} : { identity: how.identity }, why: 'beside what is there, counted, then in its place', danger: 'data',
      }))]
    }
  }
}
