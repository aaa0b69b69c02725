import type { Job } from './jobs.mts'
import type { Waste } from './prune.mts'
import type { Wanted } from './wanted.mts'

/** A job with what pip is to be asked for. */
export type CollectJob = Job & { readonly wanted: Wanted }

/** A service whose view is to be proved complete. */
export type CheckJob = { readonly services: readonly string[]; readonly platform: string; readonly image: string; readonly why: string | undefined; /** It needs nothing at all. */ readonly isEmpty: boolean }

/** What is done to the wheelhouse, `wheels/` of the stack. */
export type WheelEffect = { readonly do: 'wheels' } & (
  /** Wheels fetched or built in the base images, side by side; `offline` takes only what the wheelhouse has. */
  | { readonly act: 'collect'; readonly jobs: readonly CollectJob[]; readonly native: string; readonly index?: string; readonly offline: boolean; readonly together: number }
  /** Every view installed for show, without a network. */
  | { readonly act: 'check'; readonly jobs: readonly CheckJob[]; readonly native: string; readonly together: number }
  | { readonly act: 'prune'; readonly waste: Waste }
  /** Wheels and images in one archive. */
  | { readonly act: 'bundle'; readonly file: string; readonly services: readonly string[]; readonly images: readonly string[] })

const names = (jobs: readonly { readonly services: readonly string[] }[]): string => jobs.flatMap(({ services }) => services).join(', ')

/** What it does, in a few words. */
export const wheelSubject = (effect: WheelEffect): string => {
  switch (effect.act) {
    case 'collect': return `${effect.offline ? 'put together' : 'collect'} the wheels of ${names(effect.jobs)}`
    case 'check': return `check the wheels of ${names(effect.jobs)}`
    case 'prune': return `remove ${effect.waste.paths.map((path) => `wheels/${path}`).join(', ')}`
    case 'bundle': return `pack wheels and ${effect.images.join(', ')} into ${effect.file}`
  }
}
