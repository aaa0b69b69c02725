import type { Variable } from './compose-variables.mts'
import { resolveText, variablesIn } from './compose-text.mts'
import { isIdle, type Crew, type Member } from './member.mts'
import { asSecretName } from './names.mts'
import { isOwn, isSecret, isSecretName } from './secret-words.mts'
import { marked } from './secret-words-in.mts'
import { plainText, secretText } from './secret-text.mts'
import { get, textsOf } from './tree.mts'
import { wrappingOf } from './wrapper.mts'

export type SecretEntry = { readonly name: string; readonly as?: string; readonly value?: string }

/** Variables and secrets of a service, and how each secret is read inside it. */
export type Delivered = {
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: readonly SecretEntry[]
  /** The whole command, where a wrapper has to know it. */
  readonly command: readonly string[] | undefined
  /** File of a secret by the variable that held it. */
  readonly fileOf: ReadonlyMap<string, string>
}

type Making = { readonly variables: Record<string, string>; readonly secrets: SecretEntry[]; readonly fileOf: Map<string, string>; readonly member: Member; readonly crew: Crew }

/** Shares the environment of a service out among variables and secrets. */
export const deliver = (member: Member, crew: Crew): Delivered => {
  const making: Making = { variables: {}, secrets: [], fileOf: new Map(), member, crew }
  const wrapping = wrappingOf(member)
  sayIdle(member, member.source.variables.filter((variable) => isIdle(member, variable)), crew)
  for (const variable of member.source.variables.filter((one) => !isIdle(member, one))) {
    const { text: value, missing } = resolveText(variable.text, crew.values)
    if (missing.length > 0 && !isSecret(variable.name, 'unset') && !variable.text.includes('?')) crew.notes.left(member.label, variable.at, `${variable.name}: ${variable.text}`, `${missing.join(' and ')} is set nowhere`, 'it is empty, as compose had it; set it in .env')
    if (!isSecret(variable.name, value) && !isHidden(variable, value)) making.variables[variable.name] = plainText(variable, member, crew)
    else if (member.known.files?.test(variable.name)) byFile(variable, making)
    else if (wrapping.can) byWrapper(variable, making)
    else byDotenv(variable, wrapping.why, making)
  }
  for (const name of spokenOf(member)) if (!making.fileOf.has(name)) bySpeech(name, making)
  const isWrapped = making.secrets.some(({ as }) => as)
  return { ...making, command: isWrapped && wrapping.can ? wrapping.command : undefined }
}

/** Names of secrets that command, entry point and health check have in their text. */
const spokenOf = ({ source: { command, entrypoint, tree } }: Member): readonly string[] => {
  const test = textsOf(get(get(tree, 'healthcheck'), 'test'))
  const words = [...command?.words ?? [], ...entrypoint?.words ?? [], ...marked(test)].flatMap((word) => [...word.matchAll(/\u0001([^\u0002]+)\u0002/g)].map(([, name = '']) => name))
  return [...new Set([...words, ...test.flatMap(variablesIn).filter(isSecretName)])]
}

/** A secret that a command reads by itself: from the file of the variable that has the same value, or from one of its own. */
const bySpeech = (name: string, making: Making): void => {
  const { member, crew, fileOf, secrets } = making
  const written = name.startsWith('=') ? name.slice(1).replaceAll('$', '$$$$') : `\${${name}}`
  const same = member.source.variables.find((one) => (name.startsWith('=') ? one.text === written : variablesIn(one.text).includes(name)) && fileOf.has(one.name))
  if (same) { fileOf.set(name, fileOf.get(same.name) ?? ''); return }
  const called = name.startsWith('=') ? `${member.label}_password` : name
  const { value, declared } = secretText({ name: called, text: written, at: member.source.at }, member, crew)
  const own = declared ?? free(asSecretName(called), making)
  if (!secrets.some((one) => one.name === own)) secrets.push(declared === undefined ? { name: own, value } : { name: own })
  fileOf.set(name, `/run/secrets/${own}`)
  crew.notes.took(member.label, member.source.command?.at ?? member.source.at, name.startsWith('=') ? 'a password in its command' : `\${${name}} in its command`, `the file /run/secrets/${own}`, 'a secret in a command line shows to everybody')
}

/** A secret by its name that has no value yet. */
const isHidden = ({ name, text }: Variable, value: string): boolean => value === '' && text !== '' && isSecret(name, 'unset') && !/:-\}$/.test(text)

/** Says what becomes of variables that the kind has no use for. */
const sayIdle = ({ kind, label }: Member, idle: readonly Variable[], { notes }: Crew): void => {
  if (idle.some(({ name }) => /^POSTGRES_PASSWORD/.test(name))) notes.took(label, idle.find(({ name }) => /^POSTGRES_PASSWORD/.test(name))?.at, `POSTGRES_PASSWORD of ${label}`, `the secret ${label.replaceAll('-', '_')}_password`, 'postgres makes its password itself; who needs it gets it as a file')
  const others = idle.filter(({ name }) => !/^(POSTGRES_PASSWORD|PGDATA)/.test(name))
  if (others.length > 0) notes.took(label, others[0]?.at, `${others.length} variables of an env file`, 'nothing', `${kind} reads none of them`)
}

const free = (wanted: string, { secrets, member, crew }: Making): string => {
  const passwords = crew.members.filter(({ kind }) => kind === 'postgres').map(({ label }) => `${label.replaceAll('-', '_')}_password`)
  const isTaken = (name: string) => secrets.some((one) => one.name === name) || passwords.includes(name) || Object.hasOwn(crew.secrets.declared(), name)
  const own = isTaken(wanted) ? asSecretName(`${member.label}_${wanted}`) : wanted
  let name = own
  for (let count = 2; isTaken(name); count++) name = `${own}_${count}`
  return name
}

/** The image reads the value from a file that `<NAME>_FILE` names. */
const byFile = (variable: Variable, making: Making): void => {
  const { value, declared } = secretText(variable, making.member, making.crew)
  const name = declared ?? free(asSecretName(variable.name), making)
  if (!making.secrets.some((one) => one.name === name)) making.secrets.push(declared === undefined ? { name, value } : { name })
  if (`${name.toUpperCase()}_FILE` !== `${variable.name}_FILE`) making.variables[`${variable.name}_FILE`] = `/run/secrets/${name}`
  making.fileOf.set(variable.name, `/run/secrets/${name}`)
  say(variable, making, `the secret ${name}`, `the image reads ${variable.name}_FILE`)
}

/** A wrapper reads the file and sets the variable when the process starts. */
const byWrapper = (variable: Variable, making: Making): void => {
  const { value, declared } = secretText(variable, making.member, making.crew)
  const isOnce = declared !== undefined && !making.secrets.some(({ name }) => name === declared)
  const name = isOnce ? declared : free(asSecretName(variable.name), making)
  making.secrets.push(isOnce ? { name, as: variable.name } : { name, as: variable.name, value })
  making.fileOf.set(variable.name, `/run/secrets/${name}`)
  say(variable, making, `the secret ${name}`, 'its name or its value says that nobody else should read it')
}

const byDotenv = (variable: Variable, why: string, { variables, member, crew }: Making): void => {
  const { value } = secretText(variable, member, crew)
  variables[variable.name] = value
  crew.notes.left(member.label, variable.at, `the secret ${variable.name}`, `${why}, so no wrapper can set it: it stays a variable, taken from .env, and shows in \`docker inspect\``,
    `write the whole \`command:\`, entry point first, and \`secrets: [{ name: ${asSecretName(variable.name)}, as: ${variable.name}, value: ${JSON.stringify(value)} }]\``)
}

const say = (variable: Variable, { crew, member, secrets }: Making, as: string, because: string): void => {
  if (variable.file !== undefined) return
  const use = secrets.at(-1)
  const source = use?.value === undefined ? isOwn(variable.name) || crew.secrets.declared()[use?.name ?? ''] === 'hex32' ? '; setup makes a new value' : '; setup asks for its value' : ''
  crew.notes.took(member.label, variable.at, variable.name, as, because + source)
}
