import type { Environment } from '../stack/environment.mts'
import { keepers } from './keepers.mts'
import { levels, type Archive, type Level, type Manifest } from './manifest.mts'

/** How fresh what was saved of a service is: when a verified backup of it was begun, and when one was last restored in a drill; milliseconds. */
export type Fresh = { readonly service: string; readonly rpo: number; readonly verifiedAt?: number; readonly drilledAt?: number }

/** Whether all archives are proved at this level, and no later look at one has come to another result. */
const areProved = (archives: readonly Archive[], level: Level): boolean => archives.length > 0 && archives.every(({ proofs }) => {
  const last = levels.map((each) => proofs.findLast((proof) => proof.level === each))
  return last.every((proof) => proof?.ok !== false) && last[levels.indexOf(level)]?.ok === true
})

/** A service's part of a run, if nothing of it is missing and all of it is proved. */
const provedPart = ({ archives, failures }: Manifest, service: string, level: Level): readonly Archive[] => {
  const own = archives.filter((archive) => archive.service === service)
  return failures.some((miss) => miss.service === service) || !areProved(own, level) ? [] : own
}

const verifiedAt = (manifest: Manifest, service: string): readonly number[] => provedPart(manifest, service, 'read').length === 0 ? [] : [Date.parse(manifest.startedAt)]

/** When the drill ended; files, which no server reads, are read to their end by it. */
const drilledAt = (manifest: Manifest, service: string): readonly number[] =>
  provedPart(manifest, service, 'drill').flatMap(({ proofs }) => proofs.filter(({ level }) => level === 'drill').map(({ at }) => Date.parse(at)))

/** How fresh each service's data are saved; one service's failure says nothing about another. What is dated in the future counts for nothing: a clock was wrong. */
export const freshness = (environment: Environment, manifests: readonly Manifest[], now: number): readonly Fresh[] =>
  keepers(environment).map(({ service, rpo }) => {
    const newest = (times: (manifest: Manifest, service: string) => readonly number[]): number | undefined => {
      const past = manifests.flatMap((manifest) => times(manifest, service)).filter((time) => time <= now)
      return past.length === 0 ? undefined : Math.max(...past)
    }
    const [verified, drilled] = [newest(verifiedAt), newest(drilledAt)]
    return { service, rpo, ...verified === undefined ? {} : { verifiedAt: verified }, ...drilled === undefined ? {} : { drilledAt: drilled } }
  })
