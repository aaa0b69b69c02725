import type { Protocol } from '../kinds/workload.mts'
import { resolveText, type Values } from './compose-text.mts'
import type { ComposeService } from './compose-service.mts'
import { speaksHttp } from './image-table.mts'
import { probedUrl } from './health-test.mts'
import type { Recognised } from './recognise.mts'

/** A port of a service in the stack. */
export type NamedPort = { readonly name: string; readonly number: number; readonly protocol: Protocol }

/** Ports and how the first of them was found; no ports where the kind brings its own or nobody calls it. */
export type Ports = { readonly ports: readonly NamedPort[]; readonly because: string | undefined }

const defaults: Readonly<Record<string, number>> = { 'node-web': 3000, 'python-web': 8000, 'go-web': 8080 }

/** The ports a service listens on; `called` are those by which others, or a proxy, reach it. */
export const portsOf = (service: ComposeService, { kind, known, facts }: Recognised, called: readonly number[], values: Values): Ports => {
  if (kind === 'postgres' || kind === 'redis' || kind === 'job') return { ports: [], because: undefined }
  const declared = [...service.ports.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port), ...service.expose]
  const listening = commandPort(service, values)
  const [numbers, because] = firstOf([
    [[...declared, ...called].filter(isNew), undefined],
    [known.port === undefined || service.build ? [] : [known.port], `${service.image} listens there`],
    [listening === undefined ? [] : [listening], 'its command says so'],
    [probedPort(service), 'its health check asks there'],
    [kind === 'container' || kind === 'static-web' || kind.endsWith('-web') ? facts?.ports ?? [] : [], 'its Dockerfile exposes it'],
    [kind in defaults ? [defaults[kind] ?? 0] : [], `nothing names it, and ${kind} has this one`],
  ])
  if (kind === 'static-web' && declared.length === 0 && called.length === 0) return { ports: [], because: undefined }
  const isPlain = numbers.some((port) => speaksHttp(port))
  const main = numbers.filter((port) => !isPlain || port !== 443 && port !== 8443).toSorted((a, b) => rank(a, known.speaks) - rank(b, known.speaks))
  return { ports: named(main, known.speaks, known.port), because }
}

const isNew = (port: number, index: number, all: readonly number[]): boolean => all.indexOf(port) === index

const firstOf = (found: readonly (readonly [readonly number[], string | undefined])[]) => found.find(([numbers]) => numbers.length > 0) ?? [[], undefined] as const

/** What speaks http comes first, TLS last. */
const rank = (port: number, speaks: 'tcp' | undefined): number => port === 443 || port === 8443 ? 2 : speaksHttp(port) && speaks !== 'tcp' ? 0 : 1

const named = (numbers: readonly number[], speaks: 'tcp' | undefined, main: number | undefined): readonly NamedPort[] => {
  const taken = new Set<string>()
  return numbers.map((number): NamedPort => {
    const isTcp = speaks === 'tcp' && (main === number || !speaksHttp(number) || numbers.length === 1) || !speaksHttp(number)
    const short = number === 50051 ? 'grpc' : isTcp ? 'tcp' : 'http'
    const name = taken.has(short) ? `${short}-${number}` : short
    taken.add(name)
    return { name, number, protocol: short }
  })
}

/** `--port 8000`, `-b 0.0.0.0:8000`, `runserver 0.0.0.0:8000`, or the variable PORT. */
const commandPort = ({ command, entrypoint, variables }: ComposeService, values: Values): number | undefined => {
  const line = [...entrypoint?.words ?? [], ...command?.words ?? []].join(' ')
  const [, written] = /(?:--port[= ]|-p |--bind[= ](?:\S*:)?|-b (?:\S*:)?|(?:0\.0\.0\.0|127\.0\.0\.1|\[::\]|\s|^):)(\d{2,5})\b/.exec(line) ?? []
  const variable = variables.find(({ name }) => name === 'PORT')
  const port = Number(written ?? (variable ? resolveText(variable.text, values).text : undefined))
  return port > 0 && port < 65_536 ? port : undefined
}

const probedPort = (service: ComposeService): readonly number[] => { const port = probedUrl(service)?.port; return port === undefined ? [] : [port] }
