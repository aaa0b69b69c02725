import { addressOf, fieldOf } from '../../kinds/address.mts'
import { kindOf } from '../../kinds/index.mts'
import { atService, type Check, type Draft } from '../draft.mts'
import { piecesOf, type Piece } from '../expand.mts'
import { some } from '../issues.mts'
import { nearest } from '../nearest.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import type { Path } from '../source.mts'

/** Every hole in a variable or in the value of a secret has something that fills it; secrets are declared. */
export const references: Check = (draft) => [...draft.services.values()].flatMap((service) => [
  ...Object.entries(service.variables).flatMap(([name, text]) => [...holes(draft, service, ['variables', name], text, false), ...ofKind(draft, service, name, text), ...passwords(draft, service, name, text)]),
  ...twice(draft, service),
  ...service.secrets.flatMap((use, index) => use.value === undefined ? declared(draft, service, index) : holes(draft, service, ['secrets', index, 'value'], use.value, true)),
])

const placeOfSecret = ({ own }: Service, index: number): Path => isMap((own.secrets as readonly unknown[])[index]) ? ['secrets', index, 'name'] : ['secrets', index]

/** Each secret arrives under a name of its own; a composed one does not take that of a password. */
const twice = (draft: Draft, service: Service): readonly Problem[] => service.secrets.flatMap(({ name, value }, index) => {
  const isPassword = value !== undefined && [...service.needs, ...service.wants].some((other) => { const found = draft.services.get(other); return found && addressOf(found, draft.stack.name).password === name })
  return isPassword || service.secrets.findIndex((use) => use.name === name) < index ? [atService(draft, 'secret-twice', service, placeOfSecret(service, index), { value: name })] : []
})

const declared = (draft: Draft, service: Service, index: number): readonly Problem[] => {
  const name = service.secrets[index]?.name ?? ''
  const known = declaredSecrets(draft)
  const at = placeOfSecret(service, index)
  return known.includes(name) ? [] : [atService(draft, 'unknown-secret', service, at, { value: name, near: nearest(name, known) })]
}

/** Secrets of the file and those that databases bring. */
export const declaredSecrets = (draft: Draft): readonly string[] => [
  ...Object.keys(draft.stack.secrets ?? {}),
  ...[...draft.services.values()].flatMap((service) => kindOf(service.kind).address?.(service, { stack: draft.stack.name }).password ?? []),
]

/** Variables that the kind sets itself, and those whose value it writes where nothing is expanded. */
const ofKind = (draft: Draft, service: Service, name: string, text: string): readonly Problem[] => {
  const { taken = {}, address } = kindOf(service.kind)
  const at = ['variables', name]
  if (Object.hasOwn(taken, name)) return [atService(draft, 'taken-variable', service, at, { value: name, hint: taken[name] }, 'key')]
  const { user, name: database } = address?.(service, { stack: draft.stack.name }) ?? {}
  return (text === user || text === database) && piecesOf(text).some(({ is }) => is !== 'text') ? [atService(draft, 'interpolation-here', service, at)] : []
}

const holes = (draft: Draft, service: Service, path: Path, text: string, isSecret: boolean): readonly Problem[] =>
  piecesOf(text).flatMap((piece): readonly Problem[] => {
    if (piece.is === 'variable') return variable(draft, service, path, piece)
    if (piece.is === 'reference') return reference(draft, service, path, piece, isSecret)
    return piece.is === 'unclear' ? unclear(draft, service, path, piece.text) : []
  })

/** `{{` that does not speak of a service of ours belongs to somebody else, who may have it. */
const unclear = (draft: Draft, service: Service, path: Path, text: string): readonly Problem[] => {
  if (text.startsWith('$')) return [atService(draft, 'unknown-reference', service, path, { message: `\`${text}\` is not understood`, hint: 'write `${NAME}`, `${NAME:-default}` without braces in the default, or `$${` for a plain `${`' })]
  const [name = '', field = ''] = text.replace(/[{}\s]/g, '').toLowerCase().split(/\.(.*)/)
  const other = draft.services.get(name)
  if (name === 'secrets') return [atService(draft, 'unknown-reference', service, path, { message: `\`${text}\` is not understood`, hint: `write \`{{secrets.${field || 'name'}}}\`` })]
  return other ? [atService(draft, 'unknown-reference', service, path, { message: `\`${text}\` is not understood`, hint: `write \`{{${name}.${fieldOf(addressOf(other, draft.stack.name), field) === undefined ? 'host' : field}}}\`; ${name} has ${fieldsOf(other, draft.stack.name)}` })] : []
}

const variable = (draft: Draft, service: Service, path: Path, { name, fallback }: Piece & { is: 'variable' }): readonly Problem[] => {
  const { values, files, exists } = draft.dotenv
  if (Object.hasOwn(values, name) || fallback !== undefined) return []
  return [atService(draft, 'variable-missing', service, path, { value: name, other: exists ? files : `${files}, which is not there (\`make setup\` writes it from .env.example)` })]
}

const reference = (draft: Draft, service: Service, path: Path, { service: name, field }: Piece & { is: 'reference' }, isSecret: boolean): readonly Problem[] => {
  const value = `${name}.${field}`
  if (name === 'secrets') {
    const known = declaredSecrets(draft)
    if (!isSecret) return [atService(draft, 'secret-in-variable', service, path, { value, hint: asSecret(service, path) })]
    return known.includes(field) ? [] : [atService(draft, 'unknown-secret', service, path, { value: field, near: nearest(field, known) })]
  }
  const other = draft.services.get(name)
  if (draft.settings.services?.[name] === null) return service.needs.includes(name) ? [] : [atService(draft, 'unknown-reference', service, path, { message: `{{${value}}} speaks of ${name}, which is removed in ${draft.environment}`, hint: `give the variable another value in environments.${draft.environment}.services.${service.name}, or remove it there with null` })]
  if (!other || draft.unsure.has(name)) return draft.names.includes(name) ? [] : [atService(draft, 'unknown-reference', service, path, { value, expected: `the services are ${some(draft.names)}` })]
  if (name !== service.name && ![...service.needs, ...service.wants].includes(name)) return [atService(draft, 'unknown-reference', service, path, { value, text: `{{${value}}} speaks of a service that ${service.name} neither needs nor wants`, expected: `add ${name} to its \`needs:\` or \`wants:\`` })]
  const found = fieldOf(addressOf(other, draft.stack.name), field)
  if (found === undefined) return [atService(draft, 'unknown-reference', service, path, { value, expected: `${name} has ${fieldsOf(other, draft.stack.name)}` })]
  return typeof found === 'object' && !isSecret ? [atService(draft, 'secret-in-variable', service, path, { value, hint: asSecret(service, path) })] : []
}

/** The same text as a secret that a wrapper puts into the variable. */
const asSecret = (service: Service, path: Path, text = service.variables[String(path[1])] ?? ''): string => {
  const name = String(path[1])
  return `remove it here and write \`secrets: [{ name: ${name.toLowerCase().replace(/^[^a-z]+/, '')}, as: ${name}, value: ${JSON.stringify(text)} }]\``
}

/** A database makes its own password: one that is written into an address is not it. */
const passwords = (draft: Draft, service: Service, name: string, text: string): readonly Problem[] => {
  const [, scheme, password, host = ''] = /^([a-z][a-z0-9+]*):\/\/[^:@/\s]*:([^@/\s]+)@(?:\{\{ *)?([a-z][a-z0-9-]*)/.exec(text) ?? []
  const other = draft.services.get(host)
  if (password === undefined || password.includes('{{') || !other || addressOf(other, draft.stack.name).password === undefined) return []
  const path = ['variables', name]
  return [atService(draft, 'secret-in-variable', service, path, {
    message: `the password of ${host} is made by itself, and is not the one in ${name}`,
    hint: asSecret(service, path, `${scheme}://{{${host}.user}}:{{${host}.password}}@{{${host}.host}}:{{${host}.port}}/{{${host}.name}}`),
  })]
}

const fieldsOf = (service: Service, stack: string): string => {
  const { ports, ...address } = addressOf(service, stack)
  return [...Object.entries(address).filter(([, value]) => value !== undefined).map(([name]) => name), ...Object.keys(ports).map((name) => `ports.${name}`)].join(', ')
}
