import { showDuration } from '../stack/units.mts'
import type { Recipe } from '../kinds/image-recipe.mts'
import type { Health } from '../kinds/workload.mts'
import type { Templates } from './template.mts'

/** A part of a Dockerfile from its template, without the line break at its end. */
export const partOf = (templates: Templates, name: string, values: Readonly<Record<string, unknown>> = {}): string =>
  templates.text(`docker/${name}.Dockerfile`, values).replace(/\n$/, '')

/** Lines one below the other; undefined where there are none. */
export const linesOf = (lines: readonly (string | undefined)[]): string | undefined => {
  const found = lines.filter((line) => line !== undefined)
  return found.length === 0 ? undefined : found.join('\n')
}

/** Words of a command in the form that no shell reads. */
export const execForm = (words: readonly string[]): string => JSON.stringify(words)

/** The timings of a health check as flags. */
export const timingsOf = ({ interval, timeout, startPeriod, startInterval, retries }: Health): string =>
  `--interval=${showDuration(interval)} --timeout=${showDuration(timeout)} --start-period=${showDuration(startPeriod)} --start-interval=${showDuration(startInterval)} --retries=${retries}`

/** Ports as EXPOSE takes them. */
export const exposed = ({ ports }: Recipe): string | undefined =>
  ports.length === 0 ? undefined : ports.map(({ number, protocol }) => protocol === 'udp' ? `${number}/udp` : String(number)).join(' ')

/** An image without its digest. */
export const nameOf = (image: string): string => image.replace(/@sha256:.*$/, '')
