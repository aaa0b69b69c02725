import type { Change } from '../targets/drift.mts'
import type { RenderedFile } from '../targets/target.mts'
import type { Step } from './step.mts'

/** What was rendered for one target of one environment, beside what is on disk (shell/rendering.mts reads it). */
export type Rendered = {
  readonly environment: string
  readonly target: string
  readonly record: string
  readonly recorded: string
  readonly before: string
  readonly after: string
  readonly changes: readonly Change[]
  readonly produced: readonly RenderedFile[]
}

/** Changes that would destroy somebody's work. */
export const refusals = (renderings: readonly Rendered[]): readonly Change[] =>
  renderings.flatMap(({ changes }) => changes.filter((change) => change.do === 'refuse'))

/** Whether anything differs from what is on disk. */
export const drifts = (renderings: readonly Rendered[]): readonly Change[] =>
  renderings.flatMap(({ changes }) => changes.filter((change) => change.do !== 'nothing'))

/**
 * Steps that bring rendered files up to date. The record is written first with the old and the new hashes, so that
 * after a crash every file is still known as gantry's own, and last with the new ones alone.
 */
export const renderSteps = (renderings: readonly Rendered[]): readonly Step[] => renderings.flatMap((rendering) => {
  const { changes, produced, record, recorded, before, after } = rendering
  const content = new Map(produced.map((file) => [file.path, file.content]))
  const open = changes.filter((change) => change.do === 'write' || change.do === 'remove')
  if (open.length === 0) return recorded === after || produced.length === 0 && recorded === '' ? [] : [write(record, after, [], 'it lists what was rendered')]
  const first = write(record, before, [], 'it lists what is about to be written')
  const files = open.map((change): Step => change.do === 'write'
    ? write(change.path, content.get(change.path) ?? '', [first.id], reason(change))
    : { do: 'remove', path: change.path, id: `remove ${change.path}`, after: [first.id], why: reason(change) })
  return [...before === recorded ? [] : [first], ...files, { ...write(record, after, files.map(({ id }) => id), 'it lists what was rendered'), id: `finish ${record}` }]
    .map((step) => before === recorded ? { ...step, after: step.after.filter((id) => id !== first.id) } : step)
})

const write = (path: string, content: string, after: readonly string[], why: string): Step => ({ do: 'write', path, content, id: `write ${path}`, after, why })

const reason = ({ why }: Change): string => ({
  new: 'it is not there yet', changed: 'stack.yaml or a template changed', missing: 'it is gone', 'no longer rendered': 'nothing renders it any more',
  'edited by hand': '', 'not rendered by gantry': '', current: '',
})[why]
