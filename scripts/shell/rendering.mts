import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rendered } from '../plan/render.mts'
import type { Environment } from '../stack/environment.mts'
import type { Problem } from '../stack/problem.mts'
import { compare, hashOf, readRecord } from '../targets/drift.mts'
import { targets } from '../targets/index.mts'
import { placeOf, recordOf, sharedPlace } from '../targets/place.mts'
import type { RenderedFile, Target } from '../targets/target.mts'
import { compileTemplates, type Templates } from '../targets/template.mts'
import { errorCode, fail, mistake } from './failure.mts'
import { readText } from './files.mts'
import { readTemplates } from './templates.mts'

/** Renders every target of the environments and looks at what is there already; changes nothing. */
export const renderAll = async (folder: string, environments: readonly Environment[]): Promise<{ readonly renderings: readonly Rendered[]; readonly notes: readonly Problem[] }> => {
  const { templates, problems } = compileTemplates(await readTemplates(folder))
  const broken = problems.find(({ severity }) => severity === 'error')
  if (broken) fail(mistake(`${broken.file}:${broken.line}:${broken.column} ${broken.message}`, broken.hint))
  const each = Object.values<Target>(targets)
  const all = [
    ...environments.flatMap((environment) => each.filter(({ isShared }) => !isShared).map((target) => renderOne(folder, environment, target, templates))),
    ...each.filter(({ isShared }) => isShared).map((target) => renderShared(folder, environments, target, templates)),
  ]
  const notes = environments.flatMap((environment) => Object.values<Target>(targets).flatMap((target) => target.notes?.(environment) ?? []))
  return { renderings: await Promise.all(all), notes: [...problems, ...notes.map(noteOf)] }
}

const noteOf = (note: Pick<Problem, 'code' | 'path' | 'message' | 'hint'>): Problem => ({ ...note, severity: 'warning', file: 'stack.yaml', line: 0, column: 0, source: '' })

const source = 'stack.yaml'

const renderOne = async (folder: string, environment: Environment, target: Target, templates: Templates): Promise<Rendered> => {
  const place = placeOf(environment)
  const produced = target.render({ environment, templates, place, source })
  return { environment: environment.name, ...await beside(folder, target, recordOf(place, target.name), produced, false) }
}

/** What serves every environment, as those that were asked for have it; only all of them together know what nobody needs any more. */
const renderShared = async (folder: string, environments: readonly Environment[], target: Target, templates: Templates): Promise<Rendered> => {
  const found = new Map<string, { readonly content: string; readonly by: string }>()
  for (const environment of environments) for (const { path, content } of target.render({ environment, templates, place: sharedPlace, source })) {
    const other = found.get(path)
    if (other && other.content !== content) fail(mistake(`${path} would not be the same in ${other.by} and ${environment.name}`, 'write what the image is made of into the service itself, where it holds for every environment'))
    found.set(path, { content, by: environment.name })
  }
  const names = new Set(environments.map(({ name }) => name))
  const isPart = !environments.some(({ siblings }) => siblings.every((name) => names.has(name)))
  const produced = [...found].map(([path, { content }]) => ({ path, content })).sort((a, b) => (a.path < b.path ? -1 : 1))
  return { environment: [...names].join(', '), ...await beside(folder, target, recordOf(sharedPlace, target.name), produced, isPart) }
}

/** What was rendered, beside what is on disk. */
const beside = async (folder: string, { name }: Target, record: string, produced: readonly RenderedFile[], isPart: boolean): Promise<Omit<Rendered, 'environment'>> => {
  const recorded = await readText(join(folder, record)) ?? ''
  const known = readRecord(recorded)
  const onDisk = hashes(folder, [...new Set([...produced.map(({ path }) => path), ...known.keys()])])
  return { target: name, record, recorded, produced, ...compare({ produced, onDisk, recorded: known, isPart }) }
}

/** Many small files: waiting for each would take longer than reading them. */
const hashes = (folder: string, paths: readonly string[]): ReadonlyMap<string, string> => new Map(paths.flatMap((path) => {
  try {
    return [[path, hashOf(readFileSync(join(folder, path)))] as const]
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return []
    return fail(mistake(`read ${path}: ${error instanceof Error ? error.message : String(error)}`, 'move it away'))
  }
}))
