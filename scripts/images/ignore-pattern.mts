import { readGlob } from './ignore-glob.mts'
import { fromGo } from './ignore-regexp.mts'

/** What a pattern says of a path; `depth` is how many names such a path has, 0 where it may have any number. */
export type Match = { readonly matches: (path: string) => boolean; readonly depth: number }

/**
 * Compiles a cleaned pattern as Docker does, its oddities included, or tells where it is broken (in characters, from 0). A pattern is first
 * checked as a path pattern of Go and then spelled as a regular expression character by character, so that a backslash before a letter, or a
 * star within brackets, is no longer what it was.
 */
export const compilePattern = (pattern: string): Match | { readonly brokenAt: number } => {
  const glob = readGlob(pattern)
  if ('brokenAt' in glob) return glob
  const { kind, text } = spell(pattern)
  const depth = /\*\*|[[\\]/.test(pattern) ? 0 : pattern.split('/').length
  if (kind === 'exact') return { depth, matches: (path) => path === pattern }
  if (kind === 'prefix') return { depth, matches: begins(pattern.slice(0, -2)) }
  if (kind === 'suffix') return { depth, matches: ends(pattern.slice(2)) }
  const expression = fromGo(`^${text}$`)
  if (!expression) return { brokenAt: [...pattern].findIndex((char) => char === '[' || char === '\\') }
  return { depth, matches: byName(pattern) ?? ((path) => expression.test(path)) }
}

const begins = (start: string) => (path: string): boolean => path.startsWith(start)
/** `**file` matches `profile` too, `**` + `/file` only whole names. */
const ends = (end: string) => (path: string): boolean => path.endsWith(end) || end[0] === '/' && path === end.slice(1)

/** What is asked most, `**` + `/*.pyc` and the like, is answered by the last name alone: the whole expression would try every slash. */
const byName = (pattern: string): Match['matches'] | undefined => {
  const [, name = ''] = /^\*\*\/((?:[^/[\\^]|\[\w+\])*)$/.exec(pattern) ?? []
  if (name === '' || name.includes('**')) return undefined
  if (/^\*[^*?[]*$/.test(name)) return endsIn(name.slice(1))
  const expression = fromGo(`^${spell(name).text}$`)
  return expression && ((path) => expression.test(path.slice(path.lastIndexOf('/') + 1)))
}

const endsIn = (end: string) => (path: string): boolean => path.endsWith(end)

type Spelled = { readonly kind: 'exact' | 'prefix' | 'suffix' | 'expression'; readonly text: string }

const spell = (pattern: string): Spelled => {
  let kind: Spelled['kind'] = 'exact'
  let text = ''
  for (const { 0: token, index } of pattern.matchAll(/\*\*\/?|\\[^]|[^]/gu)) {
    const isLast = index + token.length === pattern.length
    if (token.startsWith('**')) {
      text += isLast ? '.*' : '(.*/)?'
      kind = index === 0 ? 'suffix' : isLast && kind === 'exact' ? 'prefix' : 'expression'
    } else {
      text += words[token] ?? (/[.+()|{}$]/.test(token) ? `\\${token}` : token)
      if (/^[*?[\]]|^\\./su.test(token)) kind = 'expression'
    }
  }
  return { kind, text }
}

const words: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]' }
