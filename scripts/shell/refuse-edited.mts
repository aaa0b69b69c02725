import { refusals, type Rendered } from '../plan/render.mts'
import { fail, refusal } from './failure.mts'

/** Files that somebody edited are never overwritten. */
export const refuseEdited = (renderings: readonly Rendered[]): void => {
  const [first, ...rest] = refusals(renderings)
  if (first) fail(refusal(`${[first, ...rest].map(({ path, why }) => `${path} was ${why}`).join('; ')}`, 'carry the change over to stack.yaml, templates/ or a `compose:` block, delete the file, and render again'))
}
