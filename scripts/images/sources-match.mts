import { isGlob, literal, readGlob } from './ignore-glob.mts'
import { compilePatterns, judgeOf } from './ignore.mts'
import type { ContextSource } from './sources-read.mts'

/** Whether an instruction takes a file of the context. */
export type Takes = (path: string) => boolean

/** Compiles what a source takes: the files it names, and all that is in the folders it names. */
export const takenBy = ({ path, below, exclude }: ContextSource): Takes => {
  const rest = restOf(path)
  const isWanted = below === undefined || below === '' ? () => true : matchesIn([below])
  const isExcluded = exclude.length === 0 ? () => false : matchesIn(exclude)
  return (file) => {
    const found = rest(file)
    return found !== undefined && (found === '' ? below === undefined : isWanted(found) && !isExcluded(found))
  }
}

/** What of a path lies below a source: '' for the source itself, undefined for a path elsewhere. */
const restOf = (source: string): ((file: string) => string | undefined) => {
  if (source === '') return (file) => file
  const glob = isGlob(source) ? readGlob(source) : { source: [...source].map(literal).join('') }
  if ('brokenAt' in glob) return () => undefined
  const expression = new RegExp(`^${glob.source}(?:/|$)`, 'u')
  return (file) => {
    const found = expression.exec(file)
    return found ? file.slice(found[0].length) : undefined
  }
}

/** These options hold patterns of the kind an ignore file has. */
const matchesIn = (patterns: readonly string[]): Takes => {
  const rule = judgeOf(compilePatterns(patterns))
  return (path) => rule(path) !== undefined
}
