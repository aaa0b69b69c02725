import * as v from 'valibot'
import type { ProblemCode } from './problem.mts'
import { freeMap } from './shape.mts'
import { parseCpus, parseDuration, parseMemory } from './units.mts'

/** The values that keys of the stack file may have: each a text or a number of a certain form. */

type Json = Readonly<Record<string, unknown>>

/** A rule of ours, and what an editor may know of it: keywords of JSON schema, with `title` for what the value is. */
export const checked = <S extends v.GenericSchema>(schema: S, test: (value: v.InferOutput<S>) => boolean, code: ProblemCode, json: Json = {}) =>
  v.pipe(schema, v.check(test, code), v.metadata(json))
/** A text of a certain form. */
export const pattern = (regex: RegExp, code: ProblemCode, title = 'text') => v.pipe(v.string(code), v.regex(regex, code), v.metadata({ title }))
/** What a value is called, for an editor. */
export const titled = <S extends v.GenericSchema>(schema: S, title: string) => v.pipe(schema, v.metadata({ title }))
/** What a key is for, and what holds when it is not there. */
export const doc = <S extends v.GenericSchema>(schema: S, text: string, preset?: unknown) =>
  v.pipe(schema, v.description(text), v.metadata(preset === undefined ? {} : { default: preset }))
/** The same of a key that nothing is done with yet. */
export const notYet = <S extends v.GenericSchema>(schema: S, text: string) => doc(schema, `${text} No effect yet.`)

/** Names of stacks, services, tiers and environments: DNS labels. */
export const label = pattern(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'bad-name', 'name')
/** Names of secrets, ports, build stages and variables. */
export const secretName = pattern(/^[a-z][a-z0-9_]{0,62}$/, 'bad-name', 'name of a secret')
export const portName = pattern(/^[a-z][a-z0-9_-]{0,30}$/, 'bad-name', 'name of a port')
export const stageName = pattern(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'bad-name', 'name of a stage')
export const variableName = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, 'bad-variable-name', 'name of a variable')

/** A time with its unit: `90s`, `4m`, `250ms`. */
export const duration = checked(v.string('bad-duration'), (text) => parseDuration(text) !== undefined, 'bad-duration', { title: 'time', pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$' })
/** An amount of memory with its unit: `512M`, `2G`. */
export const memory = checked(v.string('bad-memory'), (text) => parseMemory(text) !== undefined, 'bad-memory', { title: 'memory', pattern: '^\\d+(\\.\\d+)?[kmgtKMGT][iI]?[bB]?$' })
/** Processors: a number, or `250m`. */
export const cpus = checked(v.union([v.pipe(v.number(), v.metadata({ minimum: 0.01, maximum: 1024 })), v.pipe(v.string(), v.metadata({ pattern: '^(\\d+m|\\d*\\.?\\d+)$' }))], 'bad-cpus'), (value) => parseCpus(value) !== undefined, 'bad-cpus', { title: 'processors' })
/** A whole number in a range, both ends in it. */
export const whole = (least: number, most: number) =>
  checked(v.number(), (value) => Number.isInteger(value) && value >= least && value <= most, 'bad-number', { title: 'whole number', type: 'integer', minimum: least, maximum: most })
/** A port, from 1 to 65535. */
export const portNumber = checked(v.number(), (value) => Number.isInteger(value) && value >= 1 && value <= 65_535, 'bad-port', { title: 'port number', type: 'integer', minimum: 1, maximum: 65_535 })
/** Text that goes to a process as it is; NUL can not. */
export const text = checked(v.string(), (value) => !value.includes('\0'), 'bad-text', { title: 'text' })
const word = checked(v.string('bad-command'), (value) => !value.includes('\0'), 'bad-command')
/** Words of a command, or a line that is split into them. */
export const command = titled(v.union([word, v.pipe(v.array(word), v.minLength(1, 'bad-command'))]), 'text or list of words')
/** A folder or file of this machine. */
export const folder = pattern(/^[^\0\n\r:]+$/, 'bad-folder', 'folder or file')
/** A path inside a container. */
export const insidePath = pattern(/^\/[^\0\n\r:]*$/, 'bad-path', 'path')
/** The name of an image. */
export const image = pattern(/^[a-z0-9][\w.:/@-]{0,254}$/, 'bad-image', 'image')
/** A host name; `*.` at its beginning stands for one label. */
export const host = pattern(/^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/, 'bad-host', 'host name')
/** What the path of a request begins with. */
export const routePath = pattern(/^\/[A-Za-z0-9._~!&()+,=:@%/-]*$/, 'bad-route', 'path')
/** The same with a query: what a probe asks for. */
export const healthPath = pattern(/^\/[A-Za-z0-9._~!&()+,=:@%?/-]*$/, 'bad-route', 'path')

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
/** An IP address, as a part of a pattern. */
export const address = `(?:${octet}(?:\\.${octet}){3}|\\[[0-9a-f:]+\\])`
/** Names of services. */
export const names = v.array(label)
/** The value of a variable. */
export const scalar = titled(v.union([text, v.number(), v.boolean()]), 'value')
/** Anything, by its key. */
export const raw = freeMap(v.string(), v.unknown())
/** An origin or an address on the web, without a query. */
export const url = pattern(/^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[A-Za-z0-9._~/-]*)?$/, 'bad-url', 'address')
/** Where a CDN fetches from. */
export const origin = pattern(/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/, 'bad-url', 'origin')
/** An address or a network of addresses. */
export const network = checked(pattern(new RegExp(`^(?:${octet}(?:\\.${octet}){3}(?:/(?:3[0-2]|[12]?\\d))?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:/(?:12[0-8]|1[01]\\d|\\d{1,2}))?)$`), 'bad-subnet', 'network'), (text) => !text.includes(':') || URL.canParse(`http://[${text.replace(/\/.*/, '')}]`), 'bad-subnet')
/** Requests in a time. */
export const rate = pattern(/^[1-9]\d{0,5}r\/[sm]$/, 'bad-rate', 'rate')
/** A folder or file of a build: it goes into a Dockerfile, where other characters would have a meaning. */
export const buildPath = pattern(/^(?!-)[\w.@+-]+(?:\/[\w.@+-]+)*\/?$/, 'bad-source', 'folder or file')
/** A package of the operating system. */
export const packageName = pattern(/^[A-Za-z0-9][A-Za-z0-9+._:~=-]{0,120}$/, 'bad-package', 'name of a package')
