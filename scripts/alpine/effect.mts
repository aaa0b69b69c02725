import type { ImageBuild } from '../build/image-build.mts'
import type { Argv } from '../docker/argv.mts'
import type { Need } from '../kinds/workload.mts'
import type { Goal } from '../plan/step.mts'
import type { Scanner } from './cves.mts'
import type { Variant } from './variant.mts'

/** A compose file of the throw-away project; `gives` hand new volumes to the users who write to them. */
export type Stage = { readonly project: string; readonly create: Argv; readonly gives: readonly Argv[] }

/** What is known of the packages of a recipe without asking anybody: `lacking` have no binary for musl, by that file. */
export type Packages = { readonly is: 'known'; readonly lacking: readonly string[]; readonly by: string } | { readonly is: 'to be asked'; readonly python: string; readonly image: string }

/** What a comparison does. None of these fails by itself, so that what was made is always removed again; what went wrong is what they found. */
export type AlpineEffect = { readonly do: 'alpine' } & (
  /** Its files, all of them or none. */
  | { readonly act: 'lay'; readonly files: readonly { readonly path: string; readonly content: string }[]; readonly folder: string }
  | { readonly act: 'build'; readonly recipe: string; readonly variant: Variant | 'own'; readonly build: ImageBuild; readonly base: string; readonly project: string }
  | { readonly act: 'scan'; readonly recipe: string; readonly variant: Variant; readonly by: Scanner; readonly argv: Argv; readonly image: string }
  | { readonly act: 'packages'; readonly recipe: string; readonly packages: Packages; readonly project: string }
  /** Services that others need, from then on there. */
  | { readonly act: 'start'; readonly stage: Stage; readonly goals: readonly Goal[] }
  /** One container started so many times, then measured; it is ready when its goal is. */
  | { readonly act: 'try'; readonly variant: Variant; readonly image: string; readonly stage: Stage; readonly goal: Goal; readonly needs: readonly Need[]; readonly times: number; readonly rest: number }
  /** All that was made: containers, networks, volumes and images of the project, its folder, and files that were not there before. */
  | { readonly act: 'clear'; readonly project: string; readonly folder: string; readonly made: readonly string[] })

/** What it does, in a few words or as the command line it runs. */
export const alpineSubject = (effect: AlpineEffect, quote: (argv: Argv) => string): string => {
  switch (effect.act) {
    case 'lay': return `write ${effect.files.length} files into ${effect.folder}`
    case 'build': return quote(effect.build.argv)
    case 'scan': return quote(effect.argv)
    case 'packages': return `look which packages of ${effect.recipe} have no binary for musl`
    case 'start': return `start ${effect.goals.map(({ service }) => service).join(', ')} in ${effect.stage.project}`
    case 'try': return `start ${effect.goal.service} on ${effect.variant} ${effect.times} times in ${effect.stage.project}`
    case 'clear': return `remove all of ${effect.project}: containers, networks, volumes, images, ${[effect.folder, ...effect.made].join(', ')}`
  }
}
