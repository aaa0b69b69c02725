import { toJsonSchema } from '@valibot/to-json-schema'
import { readFile, writeFile } from 'node:fs/promises'
import { noFacts } from '../scripts/kinds/address.mts'
import { kindOf, kindNames } from '../scripts/kinds/index.mts'
import { hintForForm, hintForKey } from '../scripts/stack/habits.mts'
import { kindKeys, overlay, serviceSchema, stackSchema } from '../scripts/stack/schema.mts'
import { normalise } from '../scripts/stack/normalise.mts'
import { showMemory } from '../scripts/stack/units.mts'

/** JSON schema as far as it is used here. */
type Json = {
  readonly [keyword: string]: unknown
  readonly properties?: Readonly<Record<string, Json>>
  readonly additionalProperties?: Json | boolean
  readonly anyOf?: readonly Json[]
  readonly items?: Json
}

const mapped = (map: Readonly<Record<string, Json>>, change: (json: Json) => Json): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(map).map(([key, json]) => [key, change(json)]))

/** A part of the file as an environment changes it: nothing is required, null removes. */
const changing = (json: Json): Json => {
  const { required: _, default: __, ...rest } = json
  const removable = (part: Json): Json => part.description === undefined ? { anyOf: [changing(part), { type: 'null' }] } : { description: part.description, anyOf: [changing({ ...part, description: undefined }), { type: 'null' }] }
  return {
    ...rest,
    ...json.properties ? { properties: mapped(json.properties, removable) } : {},
    ...typeof json.additionalProperties === 'object' ? { additionalProperties: removable(json.additionalProperties) } : {},
    ...json.anyOf ? { anyOf: json.anyOf.map(changing) } : {},
  }
}

const change = { $ref: '#/$defs/change' }
const converted = toJsonSchema(stackSchema, {
  definitions: { service: serviceSchema }, ignoreActions: ['check', 'min_length'],
  overrideSchema: ({ valibotSchema }) => valibotSchema === overlay ? { ...change } : undefined,
}) as unknown as Json & { readonly $defs: { readonly service: Json } }

/** The schema that editors use. */
export const jsonSchema: Json = {
  ...converted, title: 'gantry stack file',
  $defs: { ...converted.$defs, change: { anyOf: [changing(converted.$defs.service), { type: 'null' }] } },
}

/** A map of keys may be hidden behind `null` or a short form. */
const mapIn = (json: Json): Json =>
  json.properties || json.items || typeof json.additionalProperties === 'object' ? json : json.anyOf?.map(mapIn).find((part) => part.properties ?? part.items ?? part.additionalProperties) ?? json

/** What a key of a map leads to; `*` is an entry of it. */
const at = (json: Json, ...path: readonly string[]): Json => path.reduce<Json>((here, key) => {
  const map = mapIn(here)
  return (key === '*' ? map.items ?? map.additionalProperties : map.properties?.[key]) as Json
}, json)

const service = converted.$defs.service
/** Sections of the manual: the keys of one map each, with a word on where it stands. */
const sections: readonly (readonly [title: string, intro: string, json: Json])[] = [
  ['Stack', 'The root of the file.', converted],
  ['Tier', 'One entry of `tiers:`. Their order is the order of start; a service may need services of its own tier and of earlier ones.', at(converted, 'tiers', '*')],
  ['Secret', 'One entry of `secrets:`. The value stands in `secrets/<environment>/<name>`, never in this file.', at(converted, 'secrets', '*')],
  ['Service', 'One entry of `services:`. Keys that only some kinds have stand below, in *Keys by kind*.', service],
  ['Port', 'One entry of `ports:`, where a number alone is not enough.', at(service, 'ports', '*')],
  ['Health', 'A path alone is short for `{ path: … }`. Without `health:` a server has to accept a connection; a worker and an image are asked nothing.', at(service, 'health')],
  ['Route', 'A path alone is short for `{ path: … }`.', at(service, 'route')],
  ['Secrets of a service', 'A name alone is short for `{ name: … }`. With `as:` a small wrapper reads the file when the process starts; it has to know the whole command.', at(service, 'secrets', '*')],
  ['Volume', '`name:/path` and `./folder:/path` are short for `{ name: …, path: … }` and `{ bind: …, path: … }`.', at(service, 'volumes', '*')],
  ['Build', 'A folder alone is short for `{ context: … }`.', at(service, 'build')],
  ['Recipe', 'A name alone is short for `{ name: … }`. [dockerfiles.md](dockerfiles.md) says what is rendered from it.', at(service, 'recipe')],
  ['Packages', 'A list is short for `{ run: … }`.', at(service, 'packages')],
  ['Image', 'A name alone is short for `{ name: … }`.', at(service, 'image')],
  ['Limits', '`reservations:` has the same keys without `pids`.', at(service, 'limits')],
  ['Autoscale', '', at(service, 'autoscale')],
  ['Dev', 'Where source edits are live: the source is mounted, and the command starts again when it changes.', at(service, 'dev')],
  ['Stop', 'A time alone is short for `{ grace: … }`.', at(service, 'stop')],
  ['Logging', '', at(service, 'logging')],
  ['Environment', 'One entry of `environments:`.', at(converted, 'environments', '*')],
  ['Proxy', 'nginx in front of every service with a route.', at(converted, 'proxy')],
]

const anchor = (title: string): string => `[map](#${title.toLowerCase().replaceAll(' ', '-')})`
const keyNames = (json: Json): string => Object.keys(mapIn(json).properties ?? {}).join()
const sectionOf = (json: Json): string | undefined => json.properties && (json.properties.cpus ? 'Limits' : sections.find(([, , one]) => keyNames(one) === keyNames(json))?.[0])

const typeOf = (json: Json): string => {
  const section = sectionOf(json)
  const value = (json.enum as readonly string[] | undefined)?.map((word) => `\`${word}\``).join(', ') ?? ('const' in json ? `\`${String(json.const)}\`` : undefined)
  if (json.$ref !== undefined) return json.$ref === change.$ref ? '[changes](#changes-of-an-environment)' : anchor('Service')
  if (section) return anchor(section)
  if (json.title !== undefined) return String(json.title)
  if (json.anyOf) return [...new Set(json.anyOf.filter(({ type }) => type !== 'null').map(typeOf))].join(' or ')
  if (json.items) return `list: ${typeOf(json.items)}`
  if (typeof json.additionalProperties === 'object' && Object.keys(json.additionalProperties).length > 0) return `map: ${typeOf(json.additionalProperties)}`
  return value ?? { boolean: '`true`, `false`', object: 'map', string: 'text', number: 'number' }[String(json.type)] ?? 'anything'
}

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n')
const keyTable = (json: Json, keep: (key: string) => boolean = () => true): string => table(['key', 'type', 'default', 'what it is for'], Object.entries(json.properties ?? {}).filter(([key]) => keep(key)).map(([key, value]) =>
  [`\`${key}\`${(json.required as readonly string[] | undefined)?.includes(key) ? ' (required)' : ''}`, typeOf(value), value.default === undefined ? '' : `\`${String(value.default)}\``, String(value.description ?? '')]))

const presets = table(['kind', 'what it is', 'image', 'port', 'user', 'limits', 'probe'], kindNames.map((name) => {
  const kind = kindOf(name)
  if (kind.home === 'outside') return [`\`${name}\``, kind.summary, '', '', '', '', '']
  const { image, ports, user, limits, health } = kind.fill(normalise('db', { kind: name }), { stack: 'shop', environment: 'prod', isDev: false, reload: false, facts: noFacts })
  const probe = health === undefined ? '' : health === 'tcp' ? 'its port accepts a connection' : `\`${health.join(' ')}\``
  return [`\`${name}\``, kind.summary, image ? `\`${image}\`` : 'as written', ports?.map(({ number }) => number).join(', ') ?? '', user ? `\`${user}\`` : 'the image\'s', `${limits.cpus} cpu, ${showMemory(limits.memory)}`, probe]
}))

const habits = (['environment', 'env_file', 'depends_on', 'expose', 'healthcheck', 'deploy', 'mem_limit', 'entrypoint', 'working_dir', 'stop_grace_period', 'tmpfs', 'container_name', 'networks', 'shm_size'] as const)
  .map((key) => [`\`${key}\``, hintForKey('service', key, { depends_on: ['db'], expose: [3000], mem_limit: '512m', entrypoint: ['node', 'x.js'], working_dir: '/app', stop_grace_period: '30s', tmpfs: '/cache', shm_size: '1g' }[key as string]) ?? ''])

const snippet = `name: shop
services:
  db: { kind: postgres, limits: { memory: 1G } }
  migrate: { kind: job, build: ./app, command: [node, migrate.js], needs: [db] }
  api:
    kind: node-web
    build: ./app
    port: 3000
    health: /health
    route: /api/
    needs: [db, migrate]
    secrets: [{ name: database_url, as: DATABASE_URL, value: "postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}" }]
    variables: { LOG_LEVEL: "\${LOG_LEVEL:-info}" }
  web: { kind: static-web, root: ./web, route: / }
environments:
  dev: { http: 127.0.0.1:8080 }
  prod: { http: 80, domain: shop.example.com, services: { api: { replicas: 2 } } }`

/** docs/stack-file.md. */
export const manual = `# The stack file

\`stack.yaml\` declares the services of a system and the environments it runs in. Written by \`npm run docs\` from the declaration that checks the file; the root
[stack.yaml](../stack.yaml) shows the keys where they stand. For completion in an editor with a YAML language server, begin the file with
\`# yaml-language-server: $schema=<path to gantry>/stack.schema.json\`.

\`\`\`yaml
${snippet}
\`\`\`

A *time* is a number with its unit (\`250ms\`, \`30s\`, \`1m30s\`, \`2h\`, \`1d\`), *memory* one in powers of 1024 (\`64K\`, \`512M\`, \`1.5G\`), *processors* a number or thousandths (\`0.5\`, \`2\`,
\`250m\`). Names are small letters, digits and \`-\`, beginning with a letter; those of secrets have \`_\`. Numbers that are texts stay as they are written: \`version: 3.10\` is not 3.1.

\`\${NAME}\` and \`\${NAME:-default}\` in a variable or in the value of a secret come from \`.env\`, and from \`.env.<environment>\` before it; \`{{db.host}}\`, \`{{db.port}}\`, \`{{db.ports.NAME}}\`
and by kind \`{{db.user}}\`, \`{{db.name}}\` from a service that is needed or wanted; \`{{db.password}}\` and \`{{secrets.NAME}}\` in the value of a secret alone. \`$\${\` is a plain \`\${\`; every other \`$\` is left as it is.

${sections.map(([title, intro, json]) => [`## ${title}`, intro, keyTable(mapIn(json), title === 'Service' ? (key) => !(key in kindKeys) : undefined)].filter((part) => part !== '').join('\n\n')).join('\n\n')}

## Keys by kind

${table(['key', 'kind', 'type', 'what it is for'], Object.entries(kindKeys).map(([key, names]) => [`\`${key}\``, names.join(', '), typeOf(at(service, key)), String(at(service, key).description ?? '')]))}

## Defaults by kind

${presets}

Everything else is the same for all: processes 512, root file system read-only with \`/tmp\` in memory, no capabilities, no new privileges.

## Changes of an environment

Any key of a service may stand in \`environments.<name>.services.<service>\`: maps merge, lists and plain values replace, \`null\` removes a key, an entry or the whole service.

## Coming from compose

\`make init\` beside a compose file writes the stack file, and lists what it decided and what did not come along.

${table(['there', 'here'], [...habits, ['`ports: ["8080:3000"]`', hintForForm('service.ports', ['8080:3000']) ?? '']])}
`

/** The files this writes, by their path from the root. */
export const files: Readonly<Record<string, string>> = { 'stack.schema.json': `${JSON.stringify(jsonSchema, undefined, 2)}\n`, 'docs/stack-file.md': manual }

if (import.meta.main) for (const [path, text] of Object.entries(files)) {
  const url = new URL(`../${path}`, import.meta.url)
  const isCurrent = await readFile(url, 'utf8').then((found) => found === text, () => false)
  if (!isCurrent) await writeFile(url, text)
  process.stdout.write(`${isCurrent ? 'unchanged' : 'written'}  ${path}\n`)
}
