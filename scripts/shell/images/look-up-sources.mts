import { lstatSync, opendirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { isToldBefore, type Seen } from '../../images/context-hidden.mts'
import { isGlob, readGlob } from '../../images/ignore-glob.mts'
import { returnsIn } from '../../images/ignore-trees.mts'
import { judge, judgeFolder, open, type Ignore, type IgnoreRule, type Verdict } from '../../images/ignore.mts'
import { takenBy, type Takes } from '../../images/sources-match.mts'
import type { ContextSource } from '../../images/sources-read.mts'
import { errorCode } from '../failure.mts'
import { failAt } from '../files.mts'

/** So many entries of folders are looked at for one source; past them it counts as kept, and the build has the last word. */
const patience = 2000

/**
 * Looks up what sources name, and nothing else of the folder: a file by itself, a folder until the first file of it that stays, a pattern
 * in the folders it may stand in.
 */
export const lookUpSources = (folder: string, ignore: Ignore, sources: readonly ContextSource[]): readonly Seen[] => {
  const mayReturn = returnsIn(ignore)
  return sources.map((source) => {
    const search: Search = { folder, ignore, mayReturn, takes: takenBy(source), left: patience, seen: { isKept: false, hidden: undefined } }
    const places = source.path === '' ? [''] : placesOf(search, source.path)
    const all = isGlob(source.path)
    for (const place of places) if (all || !search.seen.isKept) lookAt(search, place)
    return search.left > 0 ? search.seen : { isKept: true, hidden: undefined }
  })
}

type Search = { readonly folder: string; readonly ignore: Ignore; readonly mayReturn: (path: string) => boolean; readonly takes: Takes; left: number; readonly seen: Seen }

/** The paths that are there for a source. */
const placesOf = (search: Search, source: string): readonly string[] => source.split('/').reduce<readonly string[]>((places, part) => {
  if (!isGlob(part)) return places.map((place) => inside(place, part))
  const glob = readGlob(part)
  if ('brokenAt' in glob) return []
  const expression = new RegExp(`^${glob.source}$`, 'u')
  return places.flatMap((place) => entriesIn(search, place).filter(({ name }) => expression.test(name)).map(({ name }) => inside(place, name)))
}, [''])

const inside = (folder: string, name: string): string => folder === '' ? name : `${folder}/${name}`

const lookAt = (search: Search, place: string): void => {
  const { folder, ignore } = search
  const verdict = place.split('/').slice(0, -1).reduce<readonly [Verdict, string]>(([above, path], name) => [judgeFolder(ignore, inside(path, name), above), inside(path, name)], [open, ''])[0]
  if (place === '') return lookInto(search, '', open)
  const found = statAt(join(folder, place))
  if (found?.isDirectory()) return lookInto(search, place, judgeFolder(ignore, place, verdict))
  if (found) note(search, place, judge(ignore, place, verdict))
}

/** Stops at the first file that stays. */
const lookInto = (search: Search, top: string, verdict: Verdict): void => {
  let isFound = false
  const waiting = [{ path: top, verdict }]
  for (let here = waiting.pop(); here && !isFound; here = waiting.pop()) {
    if (here.path !== '' && here.verdict.rule && !search.mayReturn(here.path)) {
      note(search, `${here.path}/`, here.verdict.rule)
      continue
    }
    for (const entry of entriesIn(search, here.path)) {
      const path = inside(here.path, entry.name)
      if (entry.isDirectory()) waiting.push({ path, verdict: judgeFolder(search.ignore, path, here.verdict) })
      else if (note(search, path, judge(search.ignore, path, here.verdict))) isFound = true
      if (isFound) break
    }
  }
}

/** Writes down what became of a path; true for one that a build gets. */
const note = ({ seen, takes }: Search, path: string, rule: IgnoreRule | undefined): boolean => {
  if (!takes(path)) return false
  if (!rule) seen.isKept = true
  else if (!seen.hidden || isToldBefore(path, seen.hidden.path)) seen.hidden = { path, rule }
  return !rule
}

/** The entries of a folder as far as patience goes, files first; a folder that is not there or closed has none. */
const entriesIn = (search: Search, path: string): readonly Dirent[] => {
  const entries: Dirent[] = []
  try {
    const folder = opendirSync(join(search.folder, path), { bufferSize: 256 })
    try {
      for (let entry = folder.readSync(); entry && search.left > 0; entry = folder.readSync(), search.left--) entries.push(entry)
    } finally {
      folder.closeSync()
    }
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(errorCode(error))) failAt('read', join(search.folder, path), error)
  }
  return entries.sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || (a.name < b.name ? -1 : 1))
}

const statAt = (path: string): ReturnType<typeof lstatSync> => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    return ['ENOTDIR', 'EACCES', 'ELOOP'].includes(errorCode(error)) ? undefined : failAt('read', path, error)
  }
}
