import { readGlob } from './ignore-glob.mts'
import type { Ignore } from './ignore.mts'

/** Tells of a folder that is left out whether a `!` line could bring back something in it; where none could, nobody has to look inside. */
export const returnsIn = ({ rules }: Ignore): ((folder: string) => boolean) => {
  const exceptions = rules.filter(({ exception }) => exception).map(({ pattern }) => pattern.split('/').map(part))
  return (folder) => {
    const names = folder.split('/')
    return exceptions.some((parts) => goesBelow(parts, names))
  }
}

/** Whether a name fits one part of a pattern; `free` for a part that may stand for several names. */
type Part = 'free' | ((name: string) => boolean)

const part = (text: string): Part => {
  if (/\*\*|[[\\^]/.test(text)) return 'free'
  const glob = readGlob(text)
  if ('brokenAt' in glob || !/[*?]/.test(text)) return (name) => name === text
  const expression = new RegExp(`^${glob.source}$`, 'u')
  return (name) => expression.test(name)
}

const goesBelow = (parts: readonly Part[], names: readonly string[]): boolean => {
  for (const [index, name] of names.entries()) {
    const here = parts[index]
    if (here === 'free') return true
    if (!here?.(name)) return false
  }
  return parts.length > names.length
}
