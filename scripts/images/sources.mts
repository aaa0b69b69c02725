import { doubtOf, readLines, type ContextSource, type Doubt, type Reads } from './sources-read.mts'
import { declare, lookupIn, newScope, type Given, type Scope } from './sources-scope.mts'
import { readStages, type Stage } from './sources-stages.mts'
import { fillIn } from './sources-words.mts'

/** What a Dockerfile reads from its context; with a doubt, everything may be read. */
export type ContextSources = { readonly sources: readonly ContextSource[]; readonly doubts: readonly Doubt[] }

/** How a Dockerfile is built; `contexts` are the names of contexts besides the main one, which come before stages of that name. */
export type BuildSetting = { readonly target?: string | undefined; readonly args?: Readonly<Record<string, string | undefined>>; readonly contexts?: readonly string[] }

/** Finds what the stages that a target needs take from the build context: COPY and ADD, and what RUN mounts. */
export const contextSources = (text: string, setting: BuildSetting = {}): ContextSources => {
  const file = readFile(text, setting)
  if (file.seen.size === 0) return { sources: [], doubts: [{ line: 1, message: noStage(file, setting.target) }] }
  const all = [...file.seen].sort(([a], [b]) => a - b).map(([, reads]) => reads)
  return { sources: all.flatMap(({ sources }) => sources), doubts: all.flatMap(({ doubts }) => doubts) }
}

/** The stages that a target needs, in their order. */
export const neededStages = (text: string, setting: BuildSetting = {}): readonly Stage[] => {
  const { stages, seen } = readFile(text, setting)
  return stages.filter((_, index) => seen.has(index))
}

/** Reads a Dockerfile as far as its target goes; nothing is seen of one without that target. */
const readFile = (text: string, { target, args = {}, contexts = [] }: BuildSetting): File => {
  const { globals, stages } = readStages(text)
  const given: Given = { args, globals: newScope(false) }
  for (const line of globals) declare(line, given.globals, given)
  const file: File = { stages, contexts, given, seen: new Map() }
  const last = target === undefined ? stages.length - 1 : find(file, target)
  if (last !== -1) visit(file, last)
  return file
}

type File = { readonly stages: readonly Stage[]; readonly contexts: readonly string[]; readonly given: Given; readonly seen: Map<number, Reads & { readonly scope: Scope }> }

/** Which stage a name or a number means; -1 for an image or another context. */
const find = ({ stages, contexts }: File, name: string): number => {
  if (contexts.includes(name)) return -1
  return /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : stages.findLastIndex((stage) => stage.name === name.toLowerCase())
}

const noStage = ({ stages }: File, target = ''): string =>
  stages.length === 0 ? 'there is no FROM' : `there is no stage \`${target}\`: the stages are ${stages.map(({ name }) => name).join(', ')}`

/** Reads a stage with all it is made from and copies from, each once. */
const visit = (file: File, index: number): Reads & { readonly scope: Scope } => {
  const known = file.seen.get(index)
  if (known) return known
  const { base, line, lines } = file.stages[index] as Stage
  const image = fillIn(base, lookupIn(file.given.globals))
  const found = 'text' in image ? find({ ...file, stages: file.stages.slice(0, index) }, image.text) : -1
  const scope = newScope(!('text' in image) || image.text !== 'scratch', found === -1 ? undefined : visit(file, found).scope)
  const kept = (file.stages[found]?.lines ?? []).flatMap(({ trigger }) => trigger ?? [])
  const reads = readLines([...kept, ...lines], scope, file.given)
  const isStage = 'unknown' in image && index > 0 && !/[:/@]/.test(base)
  const made = { ...reads, scope, doubts: isStage ? [doubtOf({ line, keyword: 'FROM' }, base, image.unknown), ...reads.doubts] : reads.doubts }
  file.seen.set(index, made)
  for (const name of reads.needs) if (find(file, name) !== -1) visit(file, find(file, name))
  return made
}
