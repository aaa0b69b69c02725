import { resolveText, type Values } from './compose-text.mts'
import type { ComposeService } from './compose-service.mts'
import type { Front } from './front.mts'
import type { Crew, Member } from './member.mts'
import { labelsOf } from './names.mts'
import type { Notes } from './notes.mts'
import { portsOf } from './ports.mts'
import type { ProjectFiles } from './project-files.mts'
import { isDeaf, isOpen, reachable, withDatabases } from './reach.mts'
import { recognise } from './recognise.mts'
import { secretTable } from './secret-table.mts'
import { entries, get, textOf, textsOf } from './tree.mts'

type Around = { readonly files: ProjectFiles; readonly values: Values; readonly notes: Notes }

/** Everybody of a compose project with kind, ports and needs; proxies have gone. */
export const gather = (services: readonly ComposeService[], front: Front, around: Around): Crew => {
  const { notes, values } = around
  const labels = labelsOf(services.map(({ name }) => name))
  const awaited = new Set(services.flatMap(({ waits }) => waits.filter(({ condition }) => condition === 'service_completed_successfully').map(({ service }) => service)))
  const staying = services.filter(({ name }) => !front.dropped.has(name))
  const members = staying.map((source): Member => {
    const label = labels.get(source.name) ?? source.name
    if (label !== source.name) notes.took(label, source.at, `the service ${source.name}`, label, 'names are small letters, digits and `-`; what names it in code or files has to follow')
    return { source, label, ...natureOf({ source, label, isAwaited: awaited.has(source.name), called: calledPorts(source, services, values) }, front, around), ...waitsOf(source, label, staying, labels, notes) }
  })
  const sorted = reachable(withDatabases(members, values, notes), values, notes).map((member, index) => ({ member, index })).toSorted((a, b) => rank(a.member) - rank(b.member) || a.index - b.index).map(({ member }) => member)
  return { members: sorted, byHost: hostsOf(sorted), ...around, secrets: secretTable(values, sorted.some((member) => isOpen(member, values) || isDeaf(member, sorted, values))) }
}

type Looked = { readonly source: ComposeService; readonly label: string; readonly isAwaited: boolean; readonly called: readonly number[] }

/** What a service is, and where it listens. */
const natureOf = ({ source, label, isAwaited, called }: Looked, front: Front, { files, values, notes }: Around): Pick<Member, 'kind' | 'known' | 'facts' | 'ports'> => {
  const proxied = front.routes.filter(({ to }) => to === source.name)
  const first = recognise(source, { isAwaited, isCalled: proxied.length > 0 || called.length > 0 }, files)
  const servesFiles = front.files.some(({ by }) => by === source.name)
  const found = servesFiles && first.kind === 'container' ? { ...first, kind: 'static-web' as const, because: 'its nginx serves files' } : first
  notes.took(label, source.at, `service ${source.name}`, `kind ${found.kind}`, found.because)
  const { ports, because } = portsOf(source, found, [...proxied.flatMap(({ port }) => port ?? []), ...called], values)
  if (because !== undefined && ports[0]) notes.took(label, source.at, `the port of ${label}`, String(ports[0].number), because)
  return { kind: found.kind, known: found.known, facts: found.facts, ports }
}

/** Whom a service waits for, and whom it only speaks of. */
const waitsOf = ({ waits, profiles }: ComposeService, label: string, staying: readonly ComposeService[], labels: ReadonlyMap<string, string>, notes: Notes): Pick<Member, 'needs' | 'wants'> => {
  const needs = new Set<string>()
  const wants = new Set<string>()
  for (const { service, required, at } of waits) {
    const target = labels.get(service)
    const other = staying.find(({ name }) => name === service)
    if (target === undefined || !other) continue
    if (!required) wants.add(target)
    else if (other.profiles.length === 0 || profiles.length > 0) needs.add(target)
    else notes.left(label, at, `depends_on: ${service}`, `${service} is started with a profile alone`, 'add it to `needs:` when it is always started')
  }
  return { needs: [...needs], wants }
}

/** Databases first, then what prepares them, the application, what a visitor meets, and what is switched off. */
const rank = ({ kind, known, source }: Member): number =>
  source.profiles.length > 0 ? 9 : kind === 'postgres' ? 0 : kind === 'redis' ? 1 : known.isDatabase ? 2 : kind === 'job' ? 3 : kind === 'static-web' ? 6 : 4

/** Ports by which other services reach one, as their variables say. */
const calledPorts = ({ name }: ComposeService, services: readonly ComposeService[], values: Values): readonly number[] => {
  const place = new RegExp(`(?:^|//|@|[,;= ])${name.replace(/[^\w-]/g, '\\$&')}:(\\d{2,5})(?=$|[/?,; ])`, 'g')
  return services.filter((other) => other.name !== name).flatMap(({ variables }) => variables.flatMap(({ text }) => [...resolveText(text, values).text.matchAll(place)].map(([, port]) => Number(port))))
}

/** Host names inside the project: services, their containers, aliases and links. */
const hostsOf = (members: readonly Member[]): ReadonlyMap<string, Member> => {
  const found = new Map<string, Member>()
  for (const member of members) {
    const { tree } = member.source
    for (const name of [textOf(get(tree, 'container_name')), textOf(get(tree, 'hostname')), ...entries(get(tree, 'networks')).flatMap(([, network]) => textsOf(get(network, 'aliases')))]) if (name !== undefined && !name.includes('$')) found.set(name, member)
  }
  for (const member of members) for (const link of textsOf(get(member.source.tree, 'links'))) {
    const [service = '', alias] = link.split(':')
    const target = members.find(({ source }) => source.name === service)
    if (alias !== undefined && target) found.set(alias, target)
  }
  for (const member of members) found.set(member.source.name, member)
  return found
}
