import type { Build } from './compose-service.mts'
import { resolveText } from './compose-text.mts'
import type { Crew, Member } from './member.mts'
import { isSecret } from './secret-words.mts'
import { entries, items, mapTexts, plain, textOf, type Tree } from './tree.mts'

type Keys = Readonly<Record<string, unknown>>

/** Words of `build:` that the stack file does not have, for compose as they are. */
export const buildOf = (member: Member, crew: Crew): Keys => {
  const { source: { build }, label, kind } = member
  const { notes } = crew
  if (!build) return {}
  sayElsewhere(build, label, notes)
  const twin = twinOf(member, crew)
  if (twin && wordsOf(twin.build) !== wordsOf(build)) { sayDifferent(build, label, twin, notes); return {} }
  const kept = keptOf(member, build, crew)
  const words = `build.${Object.keys(kept).join(', ')}`
  if (Object.keys(kept).length === 0) return {}
  if (twin) { notes.took(label, build.at, words, `those of ${twin.label}`, 'services that build the same folder share one image'); return {} }
  if (kind.startsWith('go-')) { notes.left(label, build.at, words, 'in dev a Go service is compiled in the image of the language, without a build', 'give each ARG its default in the Dockerfile'); return {} }
  notes.took(label, build.at, words, '`compose: { build: … }`', 'the stack file has no word for it')
  return { build: kept }
}

/** Whether a build is fetched from somewhere else. */
export const isRemote = ({ context }: Build): boolean => /^([a-z]+:\/\/|git@)/.test(context)

const sayElsewhere = (build: Build, label: string, notes: Crew['notes']): void => {
  if (isRemote(build)) notes.left(label, build.at, `build: ${build.context}`, 'gantry builds folders of the stack', 'clone it below the stack folder, and write that folder')
}

type Twin = { readonly label: string; readonly build: Build }

/** The service before this one that builds the same image. */
const twinOf = ({ label, source: { build } }: Member, { members }: Crew): Twin | undefined => {
  const found = members.find(({ source }) => source.build && build && (['context', 'dockerfile', 'target'] as const).every((key) => source.build?.[key] === build[key]))
  return found?.source.build && found.label !== label ? { label: found.label, build: found.source.build } : undefined
}

/** Words of a build that the stack file has, or that make the same image. */
const known: ReadonlySet<string> = new Set(['context', 'dockerfile', 'target', 'tags', 'labels', 'cache_from', 'cache_to', 'no_cache', 'pull'])

const others = ({ tree }: Build) => entries(tree).filter(([key]) => !known.has(key))

const wordsOf = (build: Build): string => JSON.stringify(others(build).map(([key, value]) => [key, plain(value)]).toSorted())

const sayDifferent = (build: Build, label: string, twin: Twin, notes: Crew['notes']): void => {
  const keys = [...new Set([...others(build), ...others(twin.build)].map(([key]) => key))]
  notes.left(label, build.at, `build.${keys.join(', ')}`, `they differ from those of ${twin.label}, and services that build the same folder share one image`, 'make a stage of each in the Dockerfile and name it with `build: { context: …, target: … }`')
}

const keptOf = ({ label, facts }: Member, { tree }: Build, { notes, values }: Crew): Keys => {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of entries(tree)) {
    if (['cache_from', 'cache_to', 'no_cache', 'pull'].includes(key)) notes.took('', value.at, `build.${key} of the services`, 'nothing', 'the cache of the machine is used')
    else if (key === 'args') Object.assign(kept, argsOf(value, label, { notes, values }))
    else if (key === 'additional_contexts') Object.assign(kept, contextsOf(value, label, { notes, values }))
    else if (key === 'dockerfile_inline') notes.left(label, value.at, 'build.dockerfile_inline', 'a Dockerfile is a file of its own', `write it to ${facts?.path ?? 'Dockerfile'}`)
    else if (key === 'secrets') notes.left(label, value.at, 'build.secrets', 'a build of the stack has no secrets', 'read it when the program starts, or build the image elsewhere and write `image:`')
    else if (!known.has(key)) kept[key] = plain(mapTexts(value, (text) => resolveText(text, values).text))
  }
  return kept
}

type Around = Pick<Crew, 'notes' | 'values'>

const argsOf = (value: Tree, label: string, { notes, values }: Around): Keys => {
  const args: Record<string, unknown> = {}
  for (const [name, one] of entries(value)) {
    const { text, missing } = resolveText(textOf(one) ?? `\${${name}}`, values)
    if (isSecret(name, text)) notes.left(label, one.at, `build.args.${name}`, 'a secret in a build stays in the image', 'read it when the program starts')
    else if (missing.length > 0) notes.left(label, one.at, `build.args.${name}`, `${missing.join(' and ')} is set nowhere`, 'give the ARG its default in the Dockerfile')
    else args[name] = text
  }
  return Object.keys(args).length === 0 ? {} : { args }
}

const contextsOf = (value: Tree, label: string, { notes, values }: Around): Keys => {
  const pairs = value.is === 'dict' ? entries(value).map(([name, one]) => [name, textOf(one) ?? ''] as const) : items(value).map((item) => cut(textOf(item) ?? ''))
  const filled = pairs.map(([name, text]) => [name, resolveText(text, values).text] as const)
  const isFolder = (text: string): boolean => !/^([a-z-]+:|git@)/.test(text)
  for (const [name, text] of filled) if (isFolder(text)) notes.left(label, value.at, `build.additional_contexts: ${name}`, `a raw path counts from the rendered file, and not from here`, `write \`compose: { build: { additional_contexts: { ${name}: … } } }\` with the whole path of ${text}, or copy from the folder of the build`)
  const kept = filled.filter(([, text]) => !isFolder(text))
  return kept.length === 0 ? {} : { additional_contexts: Object.fromEntries(kept) }
}

const cut = (text: string): readonly [string, string] => [text.slice(0, Math.max(0, text.indexOf('='))), text.slice(text.indexOf('=') + 1)]
