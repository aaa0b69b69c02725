import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { isMap } from '../stack/merge.mts'
import { findStackFolder } from './stack-folder.mts'

/** What a shell asks for while it completes. */
export const namesOf = ['services', 'environments', 'tiers'] as const

const largest = 2 * 1024 * 1024
const mayBeName = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/

const keysOf = (value: unknown): readonly string[] => isMap(value) ? Object.keys(value) : []

const servicesIn = (stack: Readonly<Record<string, unknown>>): readonly string[] => {
  const overlays = isMap(stack['environments']) ? Object.values(stack['environments']).map((one) => isMap(one) ? one['services'] : undefined) : []
  const all = [stack['services'], ...overlays].filter(isMap)
  const hasRoute = all.some((services) => Object.values(services).some((service) => isMap(service) && ('route' in service || 'routes' in service)))
  return [...all.flatMap(keysOf), ...hasRoute ? ['proxy'] : []]
}

/** The names in a stack file as far as it can be read, mistakes or not; what the check would refuse as a name is left out. */
export const namesIn = (text: string, what: string): readonly string[] => {
  const stack: unknown = parseDocument(text, { logLevel: 'silent', merge: true, strict: false, uniqueKeys: false }).toJS({ maxAliasCount: 2000 })
  if (!isMap(stack)) return []
  const found = what === 'services' ? servicesIn(stack) : what === 'tiers' ? keysOf(stack['tiers'])
    : what === 'environments' ? 'environments' in stack ? keysOf(stack['environments']) : ['dev', 'prod'] : []
  return [...new Set(found)].filter((name) => mayBeName.test(name))
}

/** Prints the names of the nearest stack, one a line; whatever is wrong, a shell that completes is told nothing. */
export const printNames = (what: string): void => {
  try {
    const file = join(findStackFolder('.'), 'stack.yaml')
    const { size } = statSync(file)
    if (statSync(file).isFile() && size <= largest) process.stdout.write(namesIn(readFileSync(file, 'utf8'), what).map((name) => `${name}\n`).join(''))
  } catch { /* nothing to offer */ }
}
