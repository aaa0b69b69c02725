import { label } from './label.mts'

/** A container that publishes a host port. */
export type Publisher = { readonly container: string; readonly project: string; readonly service: string }

/** Lines of `docker container ls --format json`. */
export const readPublishers = (lines: string): readonly Publisher[] =>
  lines.split('\n').filter((row) => row.trim() !== '').map((row) => {
    const { Names = '', Labels = '' } = JSON.parse(row) as { Names?: string; Labels?: string }
    return { container: Names, project: labelIn(Labels, label.project), service: labelIn(Labels, label.service) }
  })

const labelIn = (labels: string, name: string): string =>
  labels.split(',').find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
