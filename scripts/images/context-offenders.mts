import { parentOf } from './ignore-lines.mts'

/** What becomes of a file: the ignore file drops it, no instruction takes it, or a build reads it. */
export type Fate = 'ignored' | 'unread' | 'read'
export type Amount = { readonly files: number; readonly bytes: number }
/** Something large: a file, or a folder (with a slash at its end) all of which has one fate. */
export type Offender = Amount & { readonly path: string }

const fates = ['ignored', 'unread', 'read'] as const
/** So many are shown, so no folder has to remember more of its files. */
const shown = 10

type Sum = { files: number; bytes: number; readonly largest: Offender[] }
type Folder = Readonly<Record<Fate, Sum>> & { readonly folders: Map<string, Folder> }

const newSum = (): Sum => ({ files: 0, bytes: 0, largest: [] })
const newFolder = (): Folder => ({ ignored: newSum(), unread: newSum(), read: newSum(), folders: new Map() })

/** Adds up files by folder and fate, in memory that grows with the folders only. */
export const addUp = () => {
  const root = newFolder()
  const known = new Map<string, Folder>([['', root]])
  const folderAt = (path: string): Folder => {
    const there = known.get(path)
    if (there) return there
    const made = newFolder()
    known.set(path, made)
    folderAt(parentOf(path)).folders.set(path, made)
    return made
  }
  return {
    /** A file, or with a slash at its end a whole folder. */
    add: (path: string, fate: Fate, amount: Amount): void => {
      const isFolder = path.endsWith('/')
      const sum = folderAt(isFolder ? path.slice(0, -1) : parentOf(path))[fate]
      sum.files += amount.files
      sum.bytes += amount.bytes
      if (!isFolder) remember(sum.largest, { path, ...amount })
    },
    totals: (): Readonly<Record<Fate, Amount>> => totalOf(root),
    /** The largest of a fate: folders that have no other as a whole, and single files elsewhere. */
    largest: (fate: Fate): readonly Offender[] => offendersIn(root, fate).sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).slice(0, shown),
  }
}

const remember = (largest: Offender[], one: Offender): void => {
  if (largest.length === shown && one.bytes <= (largest.at(-1)?.bytes ?? 0)) return
  largest.push(one)
  largest.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
  if (largest.length > shown) largest.pop()
}

const totalOf = (folder: Folder): Readonly<Record<Fate, Amount>> => {
  const parts = [folder, ...[...folder.folders.values()].map(totalOf)]
  const sum = (fate: Fate): Amount => ({ files: parts.reduce((all, part) => all + part[fate].files, 0), bytes: parts.reduce((all, part) => all + part[fate].bytes, 0) })
  return { ignored: sum('ignored'), unread: sum('unread'), read: sum('read') }
}

const offendersIn = (folder: Folder, fate: Fate): Offender[] => [
  ...folder[fate].largest,
  ...[...folder.folders].flatMap(([path, each]) => {
    const total = totalOf(each)
    if (total[fate].files === 0) return []
    return fates.every((other) => other === fate || total[other].files === 0) ? [{ path: `${path}/`, ...total[fate] }] : offendersIn(each, fate)
  }),
]
