import type { KindName } from '../kinds/index.mts'
import type { ComposeService } from './compose-service.mts'
import type { Variable } from './compose-variables.mts'
import { resolveText, type Values } from './compose-text.mts'
import type { ImageFacts } from './dockerfile-facts.mts'
import type { KnownImage } from './image-table.mts'
import type { Notes } from './notes.mts'
import type { NamedPort } from './ports.mts'
import type { ProjectFiles } from './project-files.mts'
import type { SecretTable } from './secret-table.mts'

/** A service on its way into the stack. */
export type Member = {
  readonly source: ComposeService
  /** Its name in the stack. */
  readonly label: string
  readonly kind: KindName
  readonly known: KnownImage
  readonly facts: ImageFacts | undefined
  readonly ports: readonly NamedPort[]
  /** Names in the stack it waits for. */
  readonly needs: readonly string[]
  /** Names in the stack it speaks of without waiting; grows while its variables are read. */
  readonly wants: Set<string>
}

/** Everybody, and what all of them share. */
export type Crew = {
  readonly members: readonly Member[]
  /** Who answers to a host name inside the compose project. */
  readonly byHost: ReadonlyMap<string, Member>
  readonly values: Values
  readonly notes: Notes
  readonly files: ProjectFiles
  readonly secrets: SecretTable
}

/** The value of a variable of a service; undefined where it has none. */
export const valueOf = ({ source }: Member, name: string, values: Values): string | undefined => {
  const found = source.variables.find((one) => one.name === name)
  const text = found && resolveText(found.text, values).text
  return text === '' ? undefined : text
}

/** User and database that PostgreSQL makes, by the image's own rules. */
export const databaseOf = (member: Member, values: Values): { readonly user: string; readonly name: string } => {
  const user = valueOf(member, 'POSTGRES_USER', values) ?? 'postgres'
  return { user, name: valueOf(member, 'POSTGRES_DB', values) ?? user }
}

/** Whether a kind has no use for a variable: it sets it itself, or it came with an env file that was meant for others. */
export const isIdle = ({ kind }: Pick<Member, 'kind'>, { name, file }: Variable): boolean =>
  kind === 'postgres' && /^(POSTGRES_PASSWORD(_FILE)?|PGDATA)$/.test(name) || (kind === 'postgres' || kind === 'redis') && file !== undefined && !/^(POSTGRES_|PG|TZ$|LANG$|LC_)/.test(name)

/** Whether a service may use another one's address. */
export const knows = ({ needs, wants }: Member, label: string): boolean => needs.includes(label) || wants.has(label)
