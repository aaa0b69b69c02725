import { isGlob } from './ignore-glob.mts'
import { parentOf } from './ignore-lines.mts'
import { judgeOf, type Ignore, type IgnoreRule } from './ignore.mts'
import type { ContextSource } from './sources-read.mts'

/** A path that an instruction names and the ignore file hides; `fails` where the build ends there, or would go on with an empty file. */
export type Hidden = { readonly source: ContextSource; readonly path: string; readonly rule: IgnoreRule; readonly fails: boolean }

/** What became of the files that a source names: whether one is kept, and the first by name that is hidden. */
export type Seen = { isKept: boolean; hidden: { readonly path: string; readonly rule: IgnoreRule } | undefined }

/** Finds what sources name in vain, from what was seen of the files they take. */
export const hiddenOf = (sources: readonly ContextSource[], seen: readonly Seen[], ignore: Ignore): readonly Hidden[] => {
  const rule = judgeOf(ignore)
  return sources.flatMap((source, index) => {
    const { isKept, hidden } = seen[index] ?? { isKept: false, hidden: undefined }
    const place = fixedPart(source.path)
    const by = isKept || place === '' ? undefined : rule(place)
    if (by) return [{ source, path: place, rule: by, fails: place === source.path }]
    return hidden && (!isKept || namesFiles(source) && isNamed(source, hidden.path)) ? [{ source, ...hidden, fails: false }] : []
  })
}

/** What of a source comes before its first wildcard. */
const fixedPart = (path: string): string => {
  const parts = path.split('/')
  const first = parts.findIndex(isGlob)
  return first === -1 ? path : parts.slice(0, first).join('/')
}

/** `package*.json` names files, `*` takes what is there. */
const namesFiles = ({ path, below }: ContextSource): boolean => below === undefined && isGlob(path) && /[^*?]/.test(path.slice(parentOf(path).length))

/** Whether a pattern names this path itself, not only a folder that it is in. */
const isNamed = ({ path }: ContextSource, hidden: string): boolean => depthOf(path) === depthOf(hidden.replace(/\/$/, ''))

const depthOf = (path: string): number => path.split('/').length

/** Which of two hidden paths is told: what is named itself before what lies in it, then the first by name. */
export const isToldBefore = (path: string, other: string): boolean => {
  const [depth, before] = [depthOf(path.replace(/\/$/, '')), depthOf(other.replace(/\/$/, ''))]
  return depth === before ? path < other : depth < before
}

/** Says before a build what it would miss, where, and the way out. */
export const sayHidden = ({ source, path, rule, fails }: Hidden, dockerfile: string, ignoreFile: string): { readonly message: string; readonly hint: string } => ({
  message: `${dockerfile}:${source.line}: ${source.instruction} ${source.written} ${fails ? 'gets nothing' : `comes without ${path}`}: ${ignoreFile}:${rule.line}:${rule.column} (${rule.written}) hides it from the build`,
  hint: `add the line \`!${path}\` below line ${rule.line} of ${ignoreFile}, or remove that line`,
})
