import * as v from 'valibot'
import type { Facts } from '../kinds/kind.mts'
import { checks } from './checks/index.mts'
import type { Dotenv, Draft } from './draft.mts'
import { findingsOf, nearest } from './issues.mts'
import type { ServiceInput } from './keys.mts'
import { isMap, merge } from './merge.mts'
import type { Problem } from './problem.mts'
import { serviceSchema, stackSchema, type EnvironmentInput } from './schema.mts'
import { normalise, type Service } from './service.mts'
import { problemAt, type Path, type Source } from './source.mts'

/** What the checks look at beside the file itself. */
export type Surroundings = { readonly facts: Facts; readonly dotenv: (environment: string) => Dotenv }

export type Checked = { readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] }

/** Plain data of a stack file → one draft for each environment, with every mistake found on the way. */
export const check = (source: Source, data: unknown, wanted: readonly string[] | undefined, surroundings: Surroundings): Checked => {
  const problems: Problem[] = []
  const services = isMap(data) && isMap(data.services) ? data.services : {}
  const shape = v.safeParse(stackSchema, isMap(data) ? { ...data, services: isMap(data.services) ? {} : data.services } : data)
  problems.push(...place(source, findingsOf(stackSchema, shape.issues ?? [])), ...serviceNames(source, services))
  const base = readServices(source, services, (name) => ['services', name], problems)
  if (!isMap(data)) return { drafts: [], problems }
  const environments = environmentsOf(data)
  for (const name of wanted ?? []) if (!(name in environments)) problems.push(problemAt(source, 'unknown-environment', ['environments'], { value: name, near: nearest(name, Object.keys(environments)), expected: Object.keys(environments).join(', ') }, 'key'))
  const drafts = Object.entries(environments).filter(([name]) => wanted?.includes(name) ?? true)
    .map(([name, settings]): Draft => ({
      source, environment: name, settings: settings ?? {}, stack: data as Draft['stack'],
      services: changed(source, name, services, base, settings ?? {}, problems),
      names: Object.keys(services), tiers: isMap(data.tiers) ? Object.keys(data.tiers) : [],
      facts: surroundings.facts, dotenv: surroundings.dotenv(name),
    }))
  if (shape.success) for (const draft of drafts) for (const rule of checks) problems.push(...rule(draft))
  return { drafts, problems: once(problems) }
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

type At = (service: string, path: Path) => Path

const readServices = (source: Source, services: Readonly<Record<string, unknown>>, at: At, problems: Problem[]): ReadonlyMap<string, Service> => {
  const good = new Map<string, Service>()
  for (const [name, input] of Object.entries(services)) {
    const read = v.safeParse(serviceSchema, input)
    if (read.success) good.set(name, normalise(name, read.output as unknown as ServiceInput))
    else problems.push(...place(source, findingsOf(serviceSchema, read.issues).map((finding) => ({ ...finding, path: [...at(name, finding.path), ...finding.path] }))))
  }
  return good
}

/** The services of one environment: the base, with its changes merged into it. */
const changed = (source: Source, environment: string, services: Readonly<Record<string, unknown>>, base: ReadonlyMap<string, Service>, { services: changes = {} }: EnvironmentInput, problems: Problem[]): ReadonlyMap<string, Service> => {
  const result = new Map(base)
  const root = ['environments', environment, 'services']
  for (const [name, change] of Object.entries(isMap(changes) ? changes : {})) {
    const known = Object.keys(services)
    if (!known.includes(name)) problems.push(problemAt(source, 'unknown-service', [...root, name], { value: name, near: nearest(name, known), expected: known.join(', ') }, 'key'))
    else if (change === null) result.delete(name)
    else if (isMap(change)) {
      const at: At = (service, path) => source.document.hasIn([...root, service, ...path.slice(0, 1)]) ? [...root, service] : ['services', service]
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
