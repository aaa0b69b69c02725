import type { Assembled } from './assemble.mts'
import type { Member } from './member.mts'
import type { Notes } from './notes.mts'
import type { Entrances } from './routes.mts'
import type { StackOut } from './stack-out.mts'

/** A service of the compose file, and what it became. */
export type Made = Assembled & { readonly member: Member }

/** The services, and what dev and prod have of their own: ways in, what is live, what is switched off. */
export const environmentsOf = (made: readonly Made[], entrances: Entrances, notes: Notes): Pick<StackOut, 'services' | 'environments' | 'beside'> => {
  const off = switchedOff(made, notes)
  const frozen = frozenOf(made, notes)
  const published = Object.fromEntries(made.flatMap(({ member, devPublish }) => devPublish.length > 0 && isStarted(member) ? [[member.label, { publish: devPublish.map(asPort) }]] : []))
  const isFrozen = made.some(isOwn) && !made.some(({ isLive }) => isLive)
  if (isFrozen) notes.took('', undefined, 'dev', '`reload: false`', 'compose mounted no source; remove it, and edits are live without a rebuild')
  return {
    services: Object.fromEntries(made.map((one) => [one.member.label, frozen.has(one) ? { ...one.service, keys: frozenKeys(one.service.keys) } : one.service])),
    environments: {
      dev: { http: `127.0.0.1:${entrances.http ?? 8080}`, ...isFrozen ? { reload: false } : {}, ...withServices({ ...published, ...off }) },
      prod: { http: 80, ...entrances.domain === undefined ? {} : { domain: entrances.domain }, ...withServices(off) },
    },
    beside: isFrozen ? { 'environments.dev.reload': 'without this, edits of the source are live' } : {},
  }
}

const isStarted = ({ source }: Member): boolean => source.profiles.length === 0

/** Whether its source is here, and can be live in dev. */
const isOwn = ({ member: { kind, source } }: Made): boolean => source.build !== undefined && /^(node|python|go)-/.test(kind)

const withServices = (services: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => Object.keys(services).length === 0 ? {} : { services }

const switchedOff = (made: readonly Made[], notes: Notes): Readonly<Record<string, null>> => {
  const off = made.flatMap(({ member }) => isStarted(member) ? [] : [member])
  for (const { label, source } of off) notes.left(label, source.at, `profiles: ${source.profiles.join(', ')}`, 'a stack has environments and no profiles: it is switched off in all of them', `remove \`${label}: null\` from the environments that are to start it`)
  return Object.fromEntries(off.map(({ label }) => [label, null]))
}

/** Services that compose built, next to others whose source it mounted. */
const frozenOf = (made: readonly Made[], notes: Notes): ReadonlySet<Made> => {
  const frozen = made.some(({ isLive }) => isLive) ? made.filter((one) => isOwn(one) && !one.isLive && !one.member.kind.startsWith('go-') && isStarted(one.member)) : []
  for (const { member: { label, source } } of frozen) notes.took(label, source.at, `${label} in dev`, 'built as elsewhere', 'compose mounted no source of it')
  return new Set(frozen)
}

const frozenKeys = ({ compose, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({ ...rest, dev: { mount: {}, reload: false }, ...compose === undefined ? {} : { compose } })

const asPort = (text: string): string | number => /^\d+$/.test(text) ? Number(text) : text
