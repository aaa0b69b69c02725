import type { Environment } from '../stack/environment.mts'
import type { Place } from './target.mts'

/** Where an environment's files stand: among the committed ones, or apart when an image map from outside, or services without containers, changed them. */
export const placeOf = ({ name, isMapped, ground }: Pick<Environment, 'name' | 'isMapped' | 'ground'>): Place =>
  (target, file) => isMapped || ground ? `.gantry/${name}/${target}/${file}` : `${target}/${name}/${file}`

/** The list of what was rendered into a target's folder, which stands in that folder (see drift.mts). */
export const recordOf = (place: Place, target: string): string => place(target, '.rendered')
