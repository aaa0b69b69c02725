import * as v from 'valibot'
import type { Facts } from '../kinds/kind.mts'
import { checks } from './checks/index.mts'
import { isConsequence } from './consequence.mts'
import type { Dotenv, Draft } from './draft.mts'
import { findingsOf, some } from './issues.mts'
import { nearest } from './nearest.mts'
import { isMap, merge } from './merge.mts'
import type { Problem } from './problem.mts'
import { stackSchema, type EnvironmentInput } from './schema.mts'
import { readServices, type Services, type WhereIs } from './services.mts'
import { isWritten, problemAt, type Path, type Source } from './source.mts'

/** What the checks look at beside the file itself. */
export type Surroundings = {
  readonly facts: Facts
  readonly dotenv: (environment: string) => Dotenv
  /** An image map from outside the stack. */
  readonly images: Readonly<Record<string, string>> | undefined
}

export type Checked = { readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] }
type Tree = Readonly<Record<string, unknown>>

/** Plain data of a stack file → one draft for each environment, with every mistake found on the way. */
export const check = (source: Source, data: unknown, wanted: readonly string[] | undefined, surroundings: Surroundings): Checked => {
  const services = isMap(data) && isMap(data.services) ? data.services : {}
  const shape = findingsOf(stackSchema, v.safeParse(stackSchema, withoutServices(data)).issues ?? [])
  const problems = [...place(source, shape), ...names(source, services)]
  if (!isMap(data)) return { drafts: [], problems }
  if (isMap(data.services) && Object.keys(services).length === 0 || data.services === null) return { drafts: [], problems: [...problems, noService(source)] }
  const base = readServices(source, services, () => ['services'])
  problems.push(...base.problems)
  const good = withoutBroken(data, shape.map(({ path }) => path))
  const environments = environmentsOf(good)
  for (const name of wanted ?? []) if (!Object.hasOwn(environments, name)) problems.push(problemAt(source, 'unknown-environment', ['environments'], { value: name, near: nearest(name, Object.keys(environments)), expected: some(Object.keys(environments)) }, 'key'))
  const drafts = Object.entries(environments).filter(([name]) => wanted?.includes(name) ?? true).map(([name, settings]): Draft => {
    const { found, unsure, problems: more } = changed(source, name, services, base, settings ?? {})
    problems.push(...more)
    return {
      source, environment: name, settings: settings ?? {}, stack: good as Draft['stack'], services: found, base: base.found, unsure,
      names: Object.keys(services), tiers: isMap(data.tiers) ? Object.keys(data.tiers) : [],
      facts: surroundings.facts, dotenv: surroundings.dotenv(name),
    }
  })
  const follows = isConsequence(problems)
  for (const draft of drafts) for (const rule of checks) problems.push(...rule(draft).filter((problem) => !follows(problem)))
  return { drafts, problems: once(problems) }
}

/** Services are read one by one; a list or a text in their place is a mistake of the file. */
const withoutServices = (data: unknown): unknown => isMap(data) && (isMap(data.services) || data.services === null) ? { ...data, services: {} } : data

const noService = (source: Source): Problem =>
  problemAt(source, 'missing-key', ['services'], { value: 'services', message: 'there is no service', hint: 'write one below `services:`, as in `cache: { kind: redis }`' }, 'key')

/** The parts of the file that can be looked at further: without the keys that are broken, with an empty map in place of a broken entry. */
const withoutBroken = (data: Tree, broken: readonly Path[]): Tree => {
  const at = (...path: Path) => broken.some((one) => path.every((key, index) => one[index] === key) && one.length <= path.length + 1)
  const part = (key: string, entries: (name: string, value: Tree) => Tree): Tree => {
    const value = data[key]
    return isMap(value) ? { [key]: Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, isMap(entry) ? entries(name, entry) : {}])) } : {}
  }
  const keep = (section: string) => (name: string, entry: Tree) => Object.fromEntries(Object.entries(entry).filter(([key]) => !at(section, name, key)))
  const single = ['proxy', 'registry', 'backups'].filter((key) => Object.hasOwn(data, key) && !at(key)).map((key) => [key, data[key]] as const)
  return { name: data.name, ...Object.fromEntries(single), ...part('tiers', keep('tiers')), ...part('secrets', keep('secrets')), ...part('environments', keep('environments')) }
}

/** Without `environments:` there are these two, with every default. */
const environmentsOf = (data: Tree): Readonly<Record<string, EnvironmentInput | null>> =>
  isMap(data.environments) ? data.environments as Record<string, EnvironmentInput | null> : { dev: {}, prod: {} }

const place = (source: Source, findings: ReturnType<typeof findingsOf>): readonly Problem[] =>
  findings.map(({ code, path, details, at }) => problemAt(source, code, path, details, at))

const names = (source: Source, services: Tree): readonly Problem[] => {
  const read = v.safeParse(stackSchema.entries.services, Object.fromEntries(Object.keys(services).map((name) => [name, { kind: 'job' }])))
  return place(source, findingsOf(stackSchema, read.issues ?? [], ['services']))
}

/** The services of one environment: the base, with its changes merged into it. */
const changed = (source: Source, environment: string, services: Tree, base: Services, { services: changes = {} }: EnvironmentInput): Services => {
  const found = new Map(base.found)
  const unsure = new Set(base.unsure)
  const problems: Problem[] = []
  const root = ['environments', environment, 'services']
  const known = Object.keys(services)
  const whereIs: WhereIs = (service, path) => isWritten(source, [...root, service, ...path]) || (!isWritten(source, ['services', service, ...path]) && isWritten(source, [...root, service, ...path.slice(0, 1)])) ? root : ['services']
  for (const [name, change] of Object.entries(changes)) {
    if (!known.includes(name)) problems.push(problemAt(source, 'unknown-service', [...root, name], { value: name, near: nearest(name, known), expected: some(known) }, 'key'))
    else if (change === null) found.delete(name)
    else {
      const read = readServices(source, { [name]: merge(services[name], change) }, whereIs)
      for (const [key, service] of read.found) found.set(key, service)
      if (read.unsure.size === 0) unsure.delete(name)
      else unsure.add(name)
      problems.push(...read.problems)
    }
  }
  return { found, unsure, problems }
}

/** Environments share most of their text, and so their mistakes. */
const once = (problems: readonly Problem[]): readonly Problem[] =>
  [...new Map(problems.toReversed().map((problem) => [[problem.code, problem.line, problem.column, problem.message].join('\0'), problem])).values()].reverse()
