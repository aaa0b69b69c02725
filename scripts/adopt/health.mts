import { parseDuration, showDuration } from '../stack/units.mts'
import { splitWords } from '../stack/words.mts'
import { fillIn } from './compose-service.mts'
import { resolveText } from './compose-text.mts'
import { testOf, urlOf, type Test } from './health-test.mts'
import type { Crew, Member } from './member.mts'
import { marked, shown, withSecrets } from './secret-words-in.mts'
import { get, textOf, type Tree } from './tree.mts'

type Timings = { readonly interval?: string; readonly timeout?: string; readonly retries?: number; readonly start_period?: string; readonly start_interval?: string }

/** A health check in the words of the stack file, and how long the service may take when that is more than a minute. */
export type HealthOut = { readonly health?: unknown; readonly ready?: string }

/** Translates the health check of a service, or the one of its Dockerfile. */
export const healthOf = (member: Member, crew: Crew, fileOf: ReadonlyMap<string, string>): HealthOut => {
  const { source, label } = member
  const check = get(source.tree, 'healthcheck')
  if (check === undefined) return ofDockerfile(member, crew, fileOf)
  const at = check.at
  if (textOf(get(check, 'disable')) === 'true' || isNone(get(check, 'test'))) { crew.notes.took(label, at, 'a health check that is switched off', '`health: false`', 'it asks nothing'); return { health: false } }
  const timings = timingsOf(check, member, crew)
  const test = testOf(get(check, 'test'))
  const probe = test ? probeOf(test, member, crew, fileOf) : {}
  const health = { ...probe, ...timings }
  const keys = Object.keys(health)
  return { ...keys.length === 0 ? {} : { health: keys.length === 1 && 'path' in health ? health.path : health }, ...readyOf(timings) }
}

const isNone = (test: Tree | undefined): boolean => test?.is === 'list' && textOf(test.items[0]) === 'NONE'

const ofDockerfile = (member: Member, crew: Crew, fileOf: ReadonlyMap<string, string>): HealthOut => {
  const { facts, kind } = member
  if (!facts?.health || kind === 'container' || kind === 'job') return {}
  let words: readonly string[] = [facts.health.test]
  try { const list: unknown = JSON.parse(facts.health.test); if (Array.isArray(list)) words = list.map(String) } catch { /* The plain form, for a shell. */ }
  const at = { file: facts.path, line: facts.health.line, column: 1 }
  const probe = probeOf({ words, isShell: words.length === 1, at }, member, crew, fileOf)
  return Object.keys(probe).length === 0 ? {} : { health: 'path' in probe && Object.keys(probe).length === 1 ? probe.path : probe }
}

const durations = ['interval', 'timeout', 'start_period', 'start_interval'] as const

const timingsOf = (check: Tree, { label }: Member, { notes, values }: Crew): Timings => {
  const found = Object.fromEntries(durations.flatMap((key) => {
    const tree = get(check, key)
    if (tree === undefined) return []
    const text = resolveText(textOf(tree) ?? '', values).text
    const milliseconds = parseDuration(text)
    if (milliseconds === 0) return []
    if (milliseconds === undefined) { notes.left(label, tree.at, `healthcheck.${key}: ${text}`, 'it is no time', "write one with its unit, as in `30s`; gantry's own holds until then"); return [] }
    return [[key, showDuration(milliseconds)]]
  }))
  const retries = Number(resolveText(textOf(get(check, 'retries')) ?? '', values).text)
  return { ...found, ...retries >= 1 && retries <= 100 ? { retries } : {} }
}

/** Compose gave a service its start period and then all its retries: gantry's budget is no shorter. */
const readyOf = ({ interval, retries, start_period: start }: Timings): { readonly ready?: string } => {
  const time = (parseDuration(start) ?? 0) + (interval === undefined ? 0 : (parseDuration(interval) ?? 0) * (retries ?? 3))
  return time > 60_000 ? { ready: showDuration(Math.min(time, 3_600_000)) } : {}
}

const probeOf = (test: Test, member: Member, crew: Crew, fileOf: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> => {
  const { kind, label, ports } = member
  const filled = { ...test, words: marked(test.words.map((word) => fillIn(label, 'healthcheck', word, test.at, crew))) }
  const line = filled.words.join(' ')
  const took = (as: string, because: string) => crew.notes.took(label, test.at, `the health check ${JSON.stringify(shown(line))}`, as, because)
  if (kind === 'postgres' && line.includes('pg_isready') || kind === 'redis' && /redis-cli/.test(line)) { took(`the probe of ${kind}`, 'the kind asks the same by itself'); return {} }
  const url = urlOf(filled)
  const port = url && ports.find(({ number }) => number === url.port)
  if (url && port && /^(node|python)-|^static-web$/.test(kind) && /^\/[A-Za-z0-9._~!&()+,=:@%?/-]*$/.test(url.path)) {
    took(`the path ${url.path}`, 'it asks a path of its own port; gantry asks with what the image has')
    return { path: url.path, ...port === ports[0] ? {} : { port: port.name } }
  }
  const [, tcp] = /^(?:\S*\/)?nc (?:-\w+ )*-\w*z\w* (?:-\w+ )*(?:localhost|127\.0\.0\.1) (\d+)$/.exec(line.replace(/\s*\|\|.*$/, '').trim()) ?? []
  const asked = ports.find(({ number }) => String(number) === tcp)
  if (asked && /^(node|python)-/.test(kind)) { took(`{ tcp: ${asked.name} }`, 'it asks whether a port accepts a connection'); return { tcp: asked.name } }
  const { words, changed } = withSecrets(bare(filled), fileOf)
  if (changed) took('the same with the secret read from its file', 'the password is no variable any more')
  return { command: words }
}

/** The words of a test; a line that a shell has to read stays one. */
const bare = ({ words, isShell }: Test): readonly string[] => {
  const line = words.join(' ')
  if (/(^|\/)(mysqladmin|mariadb-admin)\b/.test(line) && /\bping\b/.test(line)) return [/mariadb-admin/.test(line) ? 'mariadb-admin' : 'mysqladmin', 'ping', '-h', '127.0.0.1', '--silent']
  if (!isShell) return words
  const plain = line.replace(/\s*\|\|\s*exit\s+1\s*$/, '')
  const split = /[|;&<>`$*?(){}\n]/.test(plain) ? undefined : splitWords(plain)
  return split && split.length > 0 ? split : ['sh', '-c', line]
}
