import { ignoreLines, parentOf, patternLine, type IgnoreLine } from './ignore-lines.mts'
import { compilePattern, type Match } from './ignore-pattern.mts'

/** A line of an ignore file, ready to be asked. */
export type IgnoreRule = IgnoreLine & Match

/** A pattern that Docker would not take. */
export type IgnoreProblem = { readonly file: string; readonly line: number; readonly column: number; readonly message: string; readonly hint: string }

/** What an ignore file keeps out of a build; with problems in it no build begins. */
export type Ignore = { readonly file: string; readonly rules: readonly IgnoreRule[]; readonly problems: readonly IgnoreProblem[] }

/** Reads the text of a .dockerignore once, so that many paths can be asked about. */
export const compileIgnore = (file: string, text: string): Ignore => compileLines(file, ignoreLines(text))

/** The same for patterns that stand in no file. */
export const compilePatterns = (patterns: readonly string[]): Ignore => compileLines('', patterns.map(patternLine))

const compileLines = (file: string, lines: readonly IgnoreLine[]): Ignore => {
  const rules: IgnoreRule[] = []
  const problems: IgnoreProblem[] = []
  for (const line of lines) {
    const pattern = line.pattern === '' ? { brokenAt: 0 } : compilePattern(line.pattern)
    if ('matches' in pattern) rules.push({ ...line, ...pattern })
    else problems.push({ file, ...problemOf(line, pattern.brokenAt) })
  }
  return { file, rules, problems }
}

const problemOf = ({ line, column, written, pattern }: IgnoreLine, brokenAt: number): Omit<IgnoreProblem, 'file'> => {
  if (pattern === '') return { line, column, message: '`!` stands before no pattern', hint: 'write the path that is to stay behind it, or remove the line' }
  const culprit = [...pattern][brokenAt] ?? ''
  const within = Math.max(0, written.lastIndexOf([...pattern].slice(brokenAt).join('')))
  return {
    line, column: column + within, message: `Docker cannot read the pattern \`${written}\``,
    hint: culprit === '[' ? 'brackets hold single characters and ranges such as `[a-z]`; write `\\[` for a bracket itself' : 'a backslash makes the next character a plain one; between folders stands `/`',
  }
}

/** What the rules say of a folder, and what the judgement on its content has to know of it. */
export type Verdict = {
  readonly rule: IgnoreRule | undefined
  /** Of each rule, whether it matched the folder or one around it when Docker asked; it asks only where the answer may change something. */
  readonly asked: readonly boolean[]
  /** The same, had every rule been asked; left out where that is no other answer. */
  readonly matched: readonly boolean[] | undefined
  readonly depth: number
}

/** The verdict on the context's own folder: nothing can leave it out. */
export const open: Verdict = { rule: undefined, asked: [], matched: undefined, depth: 0 }

/**
 * Judges a path in a folder that was judged before: the last rule that matches wins, and what matched a folder matches all that is in it.
 * Docker walks a folder with what it asked so far, and asks again when it opens a file: one that only the walk lets pass arrives empty, so
 * it counts as left out.
 */
export const judge = ({ rules }: Ignore, path: string, above: Verdict): IgnoreRule | undefined =>
  lastOf(rules, path, above.depth + 1, above.asked) ?? (above.matched && lastOf(rules, path, above.depth + 1, above.matched))

const lastOf = (rules: readonly IgnoreRule[], path: string, depth: number, above: readonly boolean[], asked?: boolean[]): IgnoreRule | undefined => {
  let rule: IgnoreRule | undefined
  for (let index = 0; index < rules.length; index++) {
    const each = rules[index] as IgnoreRule
    const isHit = above[index] === true || each.exception === (rule !== undefined) && fits(each, path, depth)
    if (isHit) rule = each.exception ? undefined : each
    asked?.push(isHit)
  }
  return rule
}

const fits = (rule: IgnoreRule, path: string, depth: number): boolean => (rule.depth === 0 || rule.depth === depth) && rule.matches(path)

/** Judges a folder, so that its content can be judged. */
export const judgeFolder = ({ rules }: Ignore, path: string, above: Verdict): Verdict => {
  const depth = above.depth + 1
  const asked: boolean[] = []
  const rule = lastOf(rules, path, depth, above.asked, asked)
  const before = above.matched ?? above.asked
  const matched = rules.map((each, index) => before[index] === true || fits(each, path, depth))
  return { rule, asked, depth, matched: matched.every((isMatch, index) => isMatch === asked[index]) ? undefined : matched }
}

/** Asks about paths in any order; the rule that leaves a path out, or undefined for a path that stays. */
export const judgeOf = (ignore: Ignore): ((path: string) => IgnoreRule | undefined) => {
  const folders = new Map<string, Verdict>([['', open]])
  const folder = (path: string): Verdict => {
    const known = folders.get(path)
    if (known) return known
    const made = judgeFolder(ignore, path, folder(parentOf(path)))
    folders.set(path, made)
    return made
  }
  return (path) => judge(ignore, path, folder(parentOf(path)))
}
