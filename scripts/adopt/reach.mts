import { resolveText, type Values } from './compose-text.mts'
import { isIdle, type Member } from './member.mts'
import type { Notes } from './notes.mts'
import { isSecret } from './secret-words.mts'
import { entries, get } from './tree.mts'
import { wrappingOf } from './wrapper.mts'

/** Whether a service names another one in its variables. */
const names = ({ source }: Member, host: string, values: Values): boolean => {
  const place = new RegExp(`(^|[/@,;= ])${host.replace(/[^\w-]/g, '\\$&')}($|[:/?,; ])`)
  return source.variables.some(({ text }) => place.test(resolveText(text, values).text))
}

/** Whether a service has secrets that can only be plain variables. */
export const isOpen = (member: Member, values: Values): boolean =>
  !wrappingOf(member).can && member.source.variables.some((variable) => !isIdle(member, variable) && !member.known.files?.test(variable.name) && isSecret(variable.name, resolveText(variable.text, values).text || 'unset'))

/** Whether a service reads the password of a database in a way that nobody here knows. */
export const isDeaf = (member: Member, members: readonly Member[], values: Values): boolean =>
  !canTakePassword(member) && !member.known.isDatabase && member.kind === 'container' && members.some((other) => other !== member && other.known.isDatabase && other.kind === 'container' && (member.needs.includes(other.label) || names(member, other.source.name, values)))

/** Who may use a password that the stack makes itself: it has to arrive in a file, or by a wrapper. */
const canTakePassword = (member: Member): boolean => wrappingOf(member).can || member.known.files !== undefined || member.kind === 'static-web'

/** PostgreSQL stays a plain container where a service can not be told the password that the kind would make. */
export const withDatabases = (members: readonly Member[], values: Values, notes: Notes): readonly Member[] => members.map((member) => {
  if (member.kind !== 'postgres' || member.source.variables.some(({ name, text }) => name === 'POSTGRES_HOST_AUTH_METHOD' && text === 'trust')) return member
  const deaf = members.find((other) => other !== member && !canTakePassword(other) && (other.needs.includes(member.label) || names(other, member.source.name, values)) && !/^(adminer|dpage\/pgadmin4|sosedoff\/pgweb)/.test(other.source.image ?? ''))
  if (!deaf) return member
  const why = wrappingOf(deaf)
  notes.took(member.label, member.source.at, `service ${member.source.name}`, 'kind container', `${deaf.label} can be told a password by a variable alone (${why.can ? '' : why.why}), and the kind postgres makes one of its own`)
  return { ...member, kind: 'container', known: { ...member.known, port: 5432, speaks: 'tcp', isDatabase: true, files: /^POSTGRES_(PASSWORD|USER|DB)$/, memory: '1G' }, ports: [{ name: 'tcp', number: 5432, protocol: 'tcp' }] }
})

const networksOf = ({ source: { tree } }: Member): readonly string[] => { const own = entries(get(tree, 'networks')).map(([name]) => name); return own.length > 0 ? own : ['default'] }

/** In compose a network was enough to reach a database; here somebody has to want it. */
export const reachable = (members: readonly Member[], values: Values, notes: Notes): readonly Member[] => {
  for (const database of members.filter(({ kind }) => kind === 'postgres' || kind === 'redis')) {
    if (members.some((other) => other !== database && (other.needs.includes(database.label) || other.wants.has(database.label) || names(other, database.source.name, values)))) continue
    const near = members.filter((other) => other !== database && !other.known.isDatabase && !['postgres', 'redis', 'static-web'].includes(other.kind) && networksOf(other).some((name) => networksOf(database).includes(name)))
    for (const other of near) other.wants.add(database.label)
    if (near.length > 0) notes.took(database.label, database.source.at, `the network of ${database.label}`, `\`wants: [${database.label}]\` of ${near.map(({ label }) => label).join(', ')}`, 'nothing says who uses it, and these could reach it; remove it where it is not used')
  }
  return members
}

/** A client that no variable tells the password has it in its code. */
export const tellPasswords = (members: readonly Member[], secretsOf: (member: Member) => string, notes: Notes): void => {
  for (const database of members.filter(({ kind }) => kind === 'postgres')) {
    if (database.source.variables.some(({ name, text }) => name === 'POSTGRES_HOST_AUTH_METHOD' && text === 'trust')) continue
    for (const member of members) if (get(member.source.tree, 'secrets') === undefined && member !== database && member.kind !== 'static-web' && !/adminer|pgadmin/.test(member.source.image ?? '') && (member.needs.includes(database.label) || member.wants.has(database.label)) && !secretsOf(member).includes(`{{${database.label}.password}}`) && !secretsOf(member).includes(`/run/secrets/${database.label.replaceAll('-', '_')}_password`))
      notes.left(member.label, member.source.at, `the password of ${database.label}`, `no variable of ${member.label} has it, and ${database.label} makes a new one`, `if it logs in there, read the file that ${database.label.toUpperCase().replaceAll('-', '_')}_PASSWORD_FILE names, or write \`secrets: [{ name: …, as: VARIABLE, value: "{{${database.label}.password}}" }]\``)
  }
}
