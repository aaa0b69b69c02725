import * as v from 'valibot'
import type { Facts } from '../kinds/kind.mts'
import { checks } from './checks/index.mts'
import type { Dotenv, Draft } from './draft.mts'
import { findingsOf, nearest, some } from './issues.mts'
import type { ServiceInput } from './keys.mts'
import { isMap, merge } from './merge.mts'
import type { Problem, ProblemCode } from './problem.mts'
import { serviceSchema, stackSchema, type EnvironmentInput } from './schema.mts'
import { normalise, type Service } from './service.mts'
import { isWritten, problemAt, type Path, type Source } from './source.mts'

/** What the checks look at beside the file itself. */
export type Surroundings = {
  readonly facts: Facts
  readonly dotenv: (environment: string) => Dotenv
  /** An image map from outside the stack. */
  readonly images: Readonly<Record<string, string>> | undefined
}

export type Checked = { readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] }

/** Plain data of a stack file → one draft for each environment, with every mistake found on the way. */
export const check = (source: Source, data: unknown, wanted: readonly string[] | undefined, surroundings: Surroundings): Checked => {
  const problems: Problem[] = []
  const services = isMap(data) && isMap(data.services) ? data.services : {}
  const shape = findingsOf(stackSchema, v.safeParse(stackSchema, isMap(data) ? { ...data, services: isMap(data.services) ? {} : data.services } : data).issues ?? [])
  problems.push(...place(source, shape), ...serviceNames(source, services))
  const base = readServices(source, services, () => ['services'], problems)
  if (!isMap(data)) return { drafts: [], problems }
  const good = withoutBroken(data, shape.map(({ path }) => path))
  const environments = environmentsOf(good)
  for (const name of wanted ?? []) if (!(name in environments)) problems.push(problemAt(source, 'unknown-environment', ['environments'], { value: name, near: nearest(name, Object.keys(environments)), expected: some(Object.keys(environments)) }, 'key'))
  const drafts = Object.entries(environments).filter(([name]) => wanted?.includes(name) ?? true)
    .map(([name, settings]): Draft => ({
      source, environment: name, settings: settings ?? {}, stack: good as Draft['stack'],
      services: changed(source, name, services, base, settings ?? {}, problems),
      names: Object.keys(services), tiers: isMap(data.tiers) ? Object.keys(data.tiers) : [],
      facts: surroundings.facts, dotenv: surroundings.dotenv(name),
    }))
  const broken = new Set(problems.map(({ path }) => /(?:^|\.)services\.([^.]*)/.exec(path)?.[1] ?? ''))
  for (const draft of drafts) for (const rule of checks) problems.push(...rule(draft).filter((problem) => !isConsequence(problem, broken)))
  return { drafts, problems: once(problems) }
}

/** The parts of the file that can be looked at further; a broken environment counts as an empty one. */
const withoutBroken = (data: Readonly<Record<string, unknown>>, broken: readonly Path[]): Readonly<Record<string, unknown>> => {
  const keys = new Set(broken.map(([key]) => key))
  const names = new Set(broken.filter(([key]) => key === 'environments').map(([, name]) => name))
  const environments = isMap(data.environments) ? Object.fromEntries(Object.entries(data.environments).map(([name, settings]) => [name, names.has(name) ? {} : settings])) : undefined
  return { ...Object.fromEntries(Object.entries(data).filter(([key]) => !keys.has(key))), ...environments ? { environments } : {}, name: data.name }
}

/** Without `environments:` there are these two, with every default. */
const environmentsOf = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, EnvironmentInput | null>> =>
  isMap(data.environments) ? data.environments as Record<string, EnvironmentInput | null> : { dev: {}, prod: {} }

const place = (source: Source, findings: ReturnType<typeof findingsOf>): readonly Problem[] =>
  findings.map(({ code, path, details, at }) => problemAt(source, code, path, details, at))

const serviceNames = (source: Source, services: Readonly<Record<string, unknown>>): readonly Problem[] => {
  const names = v.safeParse(v.pick(stackSchema, ['services']).entries.services, Object.fromEntries(Object.keys(services).map((name) => [name, { kind: 'job' }])))
  return place(source, findingsOf(stackSchema, names.issues ?? [], ['services']))
}

/** The map that holds the service a mistake is in: the file's own, or an environment's changes. */
type At = (service: string, path: Path) => Path

const readServices = (source: Source, services: Readonly<Record<string, unknown>>, rootOf: At, problems: Problem[]): ReadonlyMap<string, Service> => {
  const good = new Map<string, Service>()
  for (const [name, input] of Object.entries(services)) {
    const read = v.safeParse(serviceSchema, input)
    if (read.success) good.set(name, normalise(name, read.output as unknown as ServiceInput))
    else {
      const rest = readable(input, read.issues.map(({ path }) => path?.[0]?.key))
      if (rest) good.set(name, normalise(name, rest))
      problems.push(...place(source, findingsOf(serviceSchema, read.issues).map((finding) => ({ ...finding, path: [...rootOf(name, finding.path), name, ...finding.path] }))))
    }
  }
  return good
}

/** A service without its broken keys, so that the rest of its mistakes are found in the same run. */
const readable = (input: unknown, broken: readonly unknown[]): ServiceInput | undefined => {
  const rest = isMap(input) ? Object.fromEntries(Object.entries(input).filter(([key]) => !broken.includes(key))) : {}
  const read = v.safeParse(serviceSchema, rest)
  return read.success ? read.output as unknown as ServiceInput : undefined
}

/** What follows from a key that could not be read is no mistake of its own. */
const consequences: ReadonlySet<ProblemCode> = new Set(['no-image', 'no-port', 'no-command', 'missing-key'])
const isConsequence = ({ code, path }: Problem, broken: ReadonlySet<string>): boolean =>
  consequences.has(code) && broken.has(/(?:^|\.)services\.([^.]*)/.exec(path)?.[1] ?? '')

/** The services of one environment: the base, with its changes merged into it. */
const changed = (source: Source, environment: string, services: Readonly<Record<string, unknown>>, base: ReadonlyMap<string, Service>, { services: changes = {} }: EnvironmentInput, problems: Problem[]): ReadonlyMap<string, Service> => {
  const result = new Map(base)
  const root = ['environments', environment, 'services']
  for (const [name, change] of Object.entries(isMap(changes) ? changes : {})) {
    const known = Object.keys(services)
    if (!known.includes(name)) problems.push(problemAt(source, 'unknown-service', [...root, name], { value: name, near: nearest(name, known), expected: some(known) }, 'key'))
    else if (change === null) result.delete(name)
    else if (isMap(change)) {
      const at: At = (service, path) => isWritten(source, [...root, service, ...path.slice(0, 1)]) ? root : ['services']
      const [service] = readServices(source, { [name]: merge(services[name], change) }, at, problems).values()
      if (service) result.set(name, service)
      else result.delete(name)
    }
  }
  return result
}

/** Environments share most of their text, and so their mistakes. */
const once = (problems: readonly Problem[]): readonly Problem[] =>
  [...new Map(problems.map((problem) => [[problem.code, problem.line, problem.column, problem.message].join('\0'), problem])).values()]
    .sort((a, b) => a.line - b.line || a.column - b.column)
