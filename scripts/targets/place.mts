import type { Environment } from '../stack/environment.mts'
import { homeFolder } from '../stack/home.mts'
import type { Place } from './target.mts'

/** Where an environment's files stand: among the committed ones, or apart when an image map from outside, or services without containers, changed them. */
export const placeOf = ({ name, isMapped, ground }: Pick<Environment, 'name' | 'isMapped' | 'ground'>): Place =>
  (target, file) => isMapped || ground ? `${homeFolder(name)}/${target}/${file}` : `${target}/${name}/${file}`

/** Where files stand that serve every environment. Neither an image map nor a machine without containers changes them. */
export const sharedPlace: Place = (target, file) => `${target}/${file}`

/** The list of what was rendered into a target's folder, which stands in that folder (see drift.mts). */
export const recordOf = (place: Place, target: string): string => place(target, '.rendered')
