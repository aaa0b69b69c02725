import { lstatSync, readdirSync, realpathSync, type Dirent } from 'node:fs'
import { join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Amount } from '../../images/context-offenders.mts'
import { weighContext, type ContextEntry, type ContextReport } from '../../images/context.mts'
import { isGlob } from '../../images/ignore-glob.mts'
import { returnsIn } from '../../images/ignore-trees.mts'
import { judge, judgeFolder, open, type Ignore, type Verdict } from '../../images/ignore.mts'
import type { ContextSource } from '../../images/sources-read.mts'
import type { ContextSources } from '../../images/sources.mts'
import { errorCode } from '../failure.mts'
import { failAt } from '../files.mts'

/** `closed` are left-out folders whose content could not be counted: they may not be read. */
type Closed = { readonly closed: readonly string[] }

/** Weighs the folder that a build is given. */
export const measureContext = async (folder: string, ignore: Ignore, { sources, doubts }: ContextSources): Promise<ContextReport & Closed> => {
  const scale = weighContext(ignore, { doubts, sources: sources.flatMap((source) => [source, ...linkedFrom(folder, source)]) })
  const closed = await walkContext(folder, ignore, scale.add)
  return { ...scale.report(), ...closed }
}

/** Tells every file of a folder with what leaves it out; a left-out folder that nothing can come back from is one entry. */
export const walkContext = async (folder: string, ignore: Ignore, tell: (entry: ContextEntry) => void): Promise<Closed> => {
  const mayReturn = returnsIn(ignore)
  const closed: string[] = []
  const walk: Walk = { folder, closed, pause: newPause() }
  const waiting: { readonly path: string; readonly verdict: Verdict }[] = [{ path: '', verdict: open }]
  for (let here = waiting.pop(); here; here = waiting.pop()) {
    for (const entry of entriesIn(folder, here.path, here.verdict.rule ? closed : undefined)) {
      const path = here.path === '' ? entry.name : `${here.path}/${entry.name}`
      if (!entry.isDirectory()) {
        tell({ path, rule: judge(ignore, path, here.verdict), ...weightOf(folder, path, entry) })
        continue
      }
      const verdict = judgeFolder(ignore, path, here.verdict)
      if (verdict.rule && !mayReturn(path)) tell({ path: `${path}/`, rule: verdict.rule, ...await weightOfAll(walk, path) })
      else waiting.push({ path, verdict })
    }
    await walk.pause()
  }
  return { closed }
}

type Walk = { readonly folder: string; readonly closed: string[]; readonly pause: () => Promise<void> | undefined }

/** Reading without waiting is several times faster; signals and spinners get their turn in between. */
const newPause = (): Walk['pause'] => {
  let last = performance.now()
  return () => performance.now() - last < 25 ? undefined : setImmediate().then(() => { last = performance.now() })
}

/** What is in a folder; a closed one ends the walk unless it is only counted. */
const entriesIn = (folder: string, path: string, closed: string[] | undefined): readonly Dirent[] => {
  try {
    return readdirSync(join(folder, path), { withFileTypes: true })
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' && path !== '') return []
    if (closed === undefined || code !== 'EACCES') return failAt('read', join(folder, path), error)
    closed.push(path)
    return []
  }
}

/** Links count as themselves; sockets and the like never reach a build. */
const weightOf = (folder: string, path: string, entry: Dirent): Amount =>
  entry.isFile() || entry.isSymbolicLink() ? { files: 1, bytes: lstatSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0 } : { files: 0, bytes: 0 }

const weightOfAll = async ({ folder, closed, pause }: Walk, top: string): Promise<Amount> => {
  const waiting = [top]
  const sum = { files: 0, bytes: 0 }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesIn(folder, path, closed)) {
      const inside = `${path}/${entry.name}`
      const { files, bytes } = entry.isDirectory() ? { files: 0, bytes: 0 } : weightOf(folder, inside, entry)
      if (entry.isDirectory()) waiting.push(inside)
      sum.files += files
      sum.bytes += bytes
    }
    await pause()
  }
  return sum
}

/** A build follows links of the paths an instruction names, as far as they stay in the context. */
export const linkedFrom = (folder: string, source: ContextSource): readonly ContextSource[] => {
  if (source.path === '' || isGlob(source.path)) return []
  try {
    const path = relative(realpathSync(folder), realpathSync(join(folder, source.path)))
    return path === source.path || path.startsWith('..') ? [] : [{ ...source, path }]
  } catch (error) {
    return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR' || errorCode(error) === 'EACCES' ? [] : failAt('read', join(folder, source.path), error)
  }
}
