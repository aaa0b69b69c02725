import { withAddresses } from './addresses.mts'
import { composePieces, resolveText, stackText } from './compose-text.mts'
import type { Variable } from './compose-variables.mts'
import { databaseOf, knows, valueOf, type Crew, type Member } from './member.mts'
import { credentialsOf, isSecret, isSecretName } from './secret-words.mts'
import { keyOf } from './secret-table.mts'

/** A secret's text for `value:`; `declared` where it is one declared secret and nothing else. */
export type SecretText = { readonly value: string; readonly declared?: string }

/** Writes a secret variable with holes in place of every secret part; none of its value stays. */
export const secretText = ({ name, text }: Variable, member: Member, crew: Crew): SecretText => {
  const whole = ofDatabase(text, name, member, crew)
  if (whole !== undefined) return { value: whole }
  const pieces = composePieces(text)
  if (pieces.length === 1 && (pieces[0]?.is === 'variable' || !hasCredentials(text, crew))) return single(text, name, crew)
  const assembled = pieces.map((piece) => {
    if (piece.is === 'text') return piece.text
    const written = text.includes(`\${${piece.name}`) ? `\${${piece.name}${piece.op === '-' ? `:-${piece.argument}` : ''}}` : `$${piece.name}`
    const value = resolveText(written, crew.values).text
    if (!isSecretName(piece.name) && !isSecret(piece.name, value)) return value
    return ofDatabase(written, piece.name, member, crew) ?? single(written, piece.name, crew).value
  }).join('')
  const isAddress = /^[a-z][a-z0-9+.]*:\/\//i.test(assembled)
  return { value: withAddresses(isAddress ? inUrl(assembled, name, member, crew) : inList(assembled, name, crew), name, member, crew) }
}

const single = (text: string, name: string, crew: Crew): SecretText => {
  const { text: value, declared } = crew.secrets.hole(text, name)
  return declared === undefined ? { value } : { value, declared }
}

const hasCredentials = (text: string, { values }: Crew): boolean => credentialsOf(resolveText(text, values).text) !== undefined || /(?:^|[;\s])(?:password|pwd)\s*=/i.test(text) || /:\/\/[^/@]*\$\{?[A-Z_]*(PASS|SECRET|TOKEN)[^@]*@/i.test(text)

/** The password that a database of the stack makes itself. */
const ofDatabase = (text: string, name: string, member: Member, { members, values }: Crew): string | undefined => {
  const key = keyOf(text)
  const owners = members.filter((other) => other.kind === 'postgres' && other.source.variables.some((one) => one.name === 'POSTGRES_PASSWORD' && keyOf(one.text) === key))
  const isNear = key.startsWith('variable ') || /DB|DATABASE|POSTGRES|PG|SQL/i.test(name) && !/PGADMIN|ADMIN/i.test(name)
  const host = ['HOST', 'SERVER', 'HOSTNAME'].map((end) => valueOf(member, name.replace(/_?(PASS|PASSWORD|PASSWD|PWD)$/i, `_${end}`), values)).find((one) => one !== undefined)
  const owner = owners.find(({ source }) => source.name === host) ?? owners.find(({ label }) => knows(member, label)) ?? owners[0]
  if (!owner || !isNear || !values || owner === member) return undefined
  member.wants.add(owner.label)
  return `{{${owner.label}.password}}`
}

/** User, password and database of an address; the password is a hole already, or becomes one here. */
const inUrl = (text: string, name: string, member: Member, crew: Crew): string => {
  const [, scheme = '', user = '', password = '', host = '', port = '', rest = ''] = /^([a-z][a-z0-9+.]*:\/\/)([^:@/\s]*):((?:\{\{[^}]*\}\}|\$\{[^}]*\}|[^@/\s])+)@([^:/?\s,]+)(:\d+)?(.*)$/i.exec(text) ?? []
  if (scheme === '') return crew.secrets.hole(text, name).text
  const other = crew.byHost.get(host)
  if (other?.kind !== 'postgres') {
    const hole = /^(\{\{|\$\{)/.test(password) ? password : crew.secrets.hole(password.replaceAll('$', '$$$$'), ownName(password, name, other, crew)).text
    return `${scheme}${user}:${hole}@${host}${port}${rest}`
  }
  member.wants.add(other.label)
  const database = databaseOf(other, crew.values)
  const [, path = '', query = ''] = /^(?:\/([^?]*))?(.*)$/.exec(rest) ?? []
  const isOurs = user === database.user
  if (!isOurs) crew.notes.left(member.label, undefined, `the user ${user} in ${name}`, `${other.label} makes the user ${database.user} alone`, `create ${user} in a file of docker-entrypoint-initdb.d, or use {{${other.label}.user}}`)
  const hole = isOurs ? `{{${other.label}.password}}` : /^(\{\{|\$\{)/.test(password) ? password : crew.secrets.hole(password, name).text
  return `${scheme}${isOurs ? `{{${other.label}.user}}` : user}:${hole}@${host}${port}${path === '' ? '' : `/${path === database.name ? `{{${other.label}.name}}` : path}`}${query}`
}

/** `password=…` among other settings: what stands there becomes a hole; a text with nothing to cut out is one secret. */
const inList = (text: string, name: string, crew: Crew): string => {
  const cut = text.replace(/((?:^|[;\s])(?:password|pwd)\s*=\s*)([^;\s]+)/gi, (whole, before: string, password: string) => /^(\{\{|\$\{)/.test(password) ? whole : before + crew.secrets.hole(password.replaceAll('$', '$$$$'), `${name}_password`).text)
  return /\{\{|\$\{/.test(cut) ? cut : crew.secrets.hole(text.replaceAll('$', '$$$$'), name).text
}

/** A password in an address is called as the service calls it that has the same one. */
const ownName = (password: string, name: string, other: Member | undefined, { values }: Crew): string =>
  other?.source.variables.find((one) => resolveText(one.text, values).text === password && isSecretName(one.name))?.name ?? `${other?.label ?? name}_password`

/** A text without secrets, as the stack file writes it; undefined where only a value can say it. */
export const plainText = ({ name, text }: Variable, member: Member, crew: Crew): string => withAddresses(stackText(text, crew.values) ?? resolveText(text, crew.values).text, name, member, crew)
