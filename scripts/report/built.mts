import type { BuildResult } from '../build/result.mts'
import { bytes } from './amount.mts'

/** One image in one line, when it is built. */
export const builtLine = ({ image, state, ms, instructions, size, sizeBefore }: BuildResult): string => {
  if (state === 'skipped') return `${image}  left out: what it stands on was not built`
  if (state === 'failed') return `${image}  failed after ${(ms / 1000).toFixed(1)} s`
  const cached = instructions.filter((one) => one.cached).length
  const amount = size === undefined ? [] : [`${bytes(size)}${change(size, sizeBefore)}`]
  return [`${image}  ${(ms / 1000).toFixed(1)} s`, ...instructions.length === 0 ? [] : [`${cached} of ${instructions.length} steps cached`], ...amount].join(', ')
}

/** How much an image has grown or shrunk: ` (+1.2 MB)`; nothing where it is the first, or hardly at all. */
export const change = (size: number, before: number | undefined): string =>
  before === undefined || Math.abs(size - before) < 1000 ? '' : ` (${size > before ? '+' : '-'}${bytes(Math.abs(size - before))})`

/** What to say of an image that is larger than it may be. */
export const tooLarge = ({ image, size = 0, limit = 0, largest = [] }: BuildResult): string =>
  `${image} has ${bytes(size)}, more than its limit of ${bytes(limit)}${largest.length === 0 ? '' : `; most of it: ${largest.map((layer) => `${bytes(layer.bytes)} ${layer.by}`).join(', ')}`}`
