import type { Environment } from '../stack/environment.mts'
import type { Place } from './target.mts'

/** Where an environment's files stand: among the committed ones, or apart when an image map from outside changed them. */
export const placeOf = ({ name, isMapped }: Pick<Environment, 'name' | 'isMapped'>): Place =>
  (target, file) => isMapped ? `.gantry/${name}/${target}/${file}` : `${target}/${name}/${file}`

/** The list of what was rendered into a target's folder, which stands in that folder (see drift.mts). */
export const recordOf = (place: Place, target: string): string => place(target, '.rendered')
