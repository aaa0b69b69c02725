import { readDockerfile } from '../../scripts/docker/dockerfile.mts'
import type { Facts } from '../../scripts/kinds/kind.mts'
import type { Workload } from '../../scripts/kinds/workload.mts'
import type { Surroundings } from '../../scripts/stack/check.mts'
import type { Environment } from '../../scripts/stack/environment.mts'
import type { Problem } from '../../scripts/stack/problem.mts'
import { readStack } from '../../scripts/stack/read.mts'

/** What a test says about the folder of a stack; what it leaves out is there. */
export type Around = {
  /** The environments that are asked for; all unless told. */
  readonly env?: string
  /** Folders below the stack folder; every path is one unless told. */
  readonly folders?: readonly string[]
  /** Files with their text; every path is there unless told. */
  readonly files?: Readonly<Record<string, string>>
  /** Symbolic links that lead out of the stack folder. */
  readonly links?: Readonly<Record<string, string>>
  /** Values of `.env`. */
  readonly dotenv?: Readonly<Record<string, string>>
  /** An image map from outside the stack. */
  readonly images?: Readonly<Record<string, string>>
}

/** A stack file in a test: what all its lines are indented by is taken away, and the first line break. */
export const yaml = (strings: TemplateStringsArray, ...values: readonly unknown[]): string => {
  const text = String.raw({ raw: strings.map((part) => part) }, ...values).replace(/^\n/, '')
  const indent = /^ */.exec(text)?.[0].length ?? 0
  return text.split('\n').map((line) => /^ */.exec(line)?.[0].length === line.length ? '' : line.slice(indent)).join('\n')
}

/** The facts that a test declares instead of a disk. */
export const factsOf = ({ folders, files, links }: Around = {}): Facts => ({
  isFolder: (path) => folders?.includes(path) ?? true,
  exists: (path) => files ? path in files : folders?.includes(path) ?? true,
  firstLine: (path) => files?.[path]?.split('\n')[0],
  text: (path) => files?.[path],
  isNewer: (path, other) => files !== undefined && path in files && !(other in files),
  leavesTo: (path) => links?.[path],
  hashOf: (paths) => paths.find((path) => files && path in files)?.length.toString(16),
  dockerfile: (context, name) => {
    const text = files?.[context === '.' ? name : `${context}/${name}`]
    return text === undefined ? undefined : readDockerfile(text)
  },
})

const surroundingsOf = (around: Around): Surroundings => ({
  facts: factsOf(around), images: around.images,
  dotenv: () => ({ files: '.env', exists: around.dotenv !== undefined, values: around.dotenv ?? {} }),
})

/** What a text is read as: environments, or every problem. */
export const reading = (text: string, around: Around = {}): { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] } =>
  readStack('stack.yaml', text, around.env === undefined ? undefined : [around.env], surroundingsOf(around))

/** `code line:column path` of every problem, in the order of the file; warnings say so. */
export const problemsOf = (text: string, around: Around = {}): readonly string[] =>
  reading(text, around).problems.map(({ severity, code, line, column, path }) => `${severity === 'warning' ? 'warning ' : ''}${code} ${line}:${column} ${path}`.trim())

/** The codes alone. */
export const codesOf = (text: string, around: Around = {}): readonly string[] => reading(text, around).problems.map(({ code }) => code)

/** `message → way out` of every problem. */
export const messagesOf = (text: string, around: Around = {}): readonly string[] =>
  reading(text, around).problems.map(({ message, hint }) => `${message} → ${hint}`)

/** One environment of a file without mistakes. */
export const environmentOf = (text: string, name = 'dev', around: Around = {}): Environment => {
  const { environments, problems } = reading(text, { ...around, env: name })
  const [found] = environments
  if (!found) throw new Error(`not a stack file: ${problems.map(({ line, message }) => `${line}: ${message}`).join('; ')}`)
  return found
}

/** One service of it, filled in. */
export const workloadOf = (text: string, service: string, name = 'dev', around: Around = {}): Workload => {
  const found = environmentOf(text, name, around).workloads.find((workload) => workload.name === service)
  if (!found) throw new Error(`there is no service ${service}`)
  return found
}

/** Takes the marks `▸` out of a text: the places they stood at, as `line:column`. */
const unmark = (marked: string): { readonly text: string; readonly places: readonly string[] } => {
  const places = marked.split('\n').flatMap((line, index) => line.split('▸').slice(0, -1)
    .reduce<readonly number[]>((columns, part) => [...columns, (columns.at(-1) ?? 1) + part.length], [])
    .map((column) => `${index + 1}:${column}`))
  return { text: marked.replaceAll('▸', ''), places }
}

/** Codes of the problems of a file in which a `▸` stands before each place that one should point to. */
export const caught = (marked: string, around: Around = {}): readonly string[] => {
  const { text, places } = unmark(marked)
  return reading(text, around).problems.map(({ severity, code, line, column }, index) => {
    const name = severity === 'warning' ? `warning ${code}` : code
    return places[index] === `${line}:${column}` ? name : `${name} at ${line}:${column} and not at ${places[index] ?? 'all'}`
  })
}
