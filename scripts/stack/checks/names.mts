import { companions } from '../../companions/index.mts'
import type { Check } from '../draft.mts'
import { problemAt } from '../source.mts'

/** `{{secrets.name}}` speaks of secrets. */
const ours: ReadonlySet<string> = new Set([...Object.keys(companions), 'secrets'])

/** Names that gantry takes for itself. */
export const reserved: Check = ({ source, names }) => names.filter((name) => ours.has(name))
  .map((name) => problemAt(source, 'reserved-name', ['services', name], { value: name }, 'key'))
