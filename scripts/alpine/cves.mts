import { isMap } from '../stack/merge.mts'
import type { Argv } from '../docker/argv.mts'
import type { Cves } from './found.mts'

/** Programs that look an image through for known weaknesses, the one that is taken first. */
export const scanners = ['trivy', 'grype'] as const
export type Scanner = (typeof scanners)[number]

/** How a scanner is asked about an image of the engine. */
export const scanWords = (scanner: Scanner, image: string): Argv => scanner === 'trivy'
  ? ['trivy', 'image', '--quiet', '--scanners', 'vuln', '--image-src', 'docker', '--format', 'json', image]
  : ['grype', `docker:${image}`, '--quiet', '--output', 'json']

/** Counts what a scanner found; undefined where that is not its JSON. */
export const readCves = (scanner: Scanner, json: string): Cves | undefined => {
  const data = parsed(json)
  if (!isMap(data)) return undefined
  const severities = scanner === 'trivy' ? listOf(data['Results']).flatMap((result) => listOf(result['Vulnerabilities'])).map((one) => [one['VulnerabilityID'], one['PkgName'], one['Severity']])
    : listOf(data['matches']).map(({ vulnerability, artifact }) => [isMap(vulnerability) ? vulnerability['id'] : '', isMap(artifact) ? artifact['name'] : '', isMap(vulnerability) ? vulnerability['severity'] : ''])
  // A package that is installed in two places is counted once.
  const each = [...new Map(severities.map(([id, name, severity]) => [`${String(id)} ${String(name)}`, String(severity).toLowerCase()])).values()]
  const count = (severity: string): number => each.filter((one) => one === severity).length
  return { critical: count('critical'), high: count('high'), medium: count('medium'), low: each.length - count('critical') - count('high') - count('medium') }
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => Array.isArray(value) ? value.filter(isMap) : []

/** How many there are in all, and how many of them are serious. */
export const sumOf = ({ critical, high, medium, low }: Cves): { readonly all: number; readonly serious: number } => ({ all: critical + high + medium + low, serious: critical + high })
