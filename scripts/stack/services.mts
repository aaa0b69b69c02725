import * as v from 'valibot'
import { findingsOf } from './issues.mts'
import type { ServiceInput } from './keys.mts'
import { isMap } from './merge.mts'
import type { Problem } from './problem.mts'
import { serviceSchema } from './schema.mts'
import { normalise } from './normalise.mts'
import type { Service } from './service.mts'
import { problemAt, type Path, type Source } from './source.mts'

/** Services that were read; `unsure` names those whose kind is not known. */
export type Services = { readonly found: ReadonlyMap<string, Service>; readonly unsure: ReadonlySet<string>; readonly problems: readonly Problem[] }

/** Where a key of a service is written: the file's own services, or the changes of an environment. */
export type WhereIs = (service: string, path: Path) => Path

/** Plain maps → services in one form. One with mistakes is read without its broken keys, so that the rest is looked at in the same run. */
export const readServices = (source: Source, services: Readonly<Record<string, unknown>>, whereIs: WhereIs): Services => {
  const found = new Map<string, Service>()
  const unsure = new Set<string>()
  const problems: Problem[] = []
  for (const [name, input] of Object.entries(services)) {
    const read = v.safeParse(serviceSchema, input)
    if (read.success) found.set(name, normalise(name, read.output as unknown as ServiceInput))
    else {
      const findings = findingsOf(serviceSchema, read.issues)
      const broken = new Set(read.issues.map(({ path }) => path?.[0]?.key))
      if (broken.has('kind') || !isMap(input)) unsure.add(name)
      found.set(name, normalise(name, readable(input, broken)))
      problems.push(...findings.map(({ code, path, details, at }) => problemAt(source, code, [...whereIs(name, path), name, ...path], details, at)))
    }
  }
  return { found, unsure, problems }
}

/** What is left of a service without its broken keys; where the kind is one of them it counts as a container. */
const readable = (input: unknown, broken: ReadonlySet<unknown>): ServiceInput => {
  const rest = Object.fromEntries(Object.entries(isMap(input) ? input : {}).filter(([key]) => Object.hasOwn(serviceSchema.entries, key) && !broken.has(key)))
  const read = v.safeParse(serviceSchema, { kind: 'container', ...rest })
  return read.success ? read.output as unknown as ServiceInput : { kind: 'container' }
}
