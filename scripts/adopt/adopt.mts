import { assemble } from './assemble.mts'
import { readProject, type Project } from './compose-files.mts'
import { readService } from './compose-service.mts'
import { resolveText, type Values } from './compose-text.mts'
import { gather } from './crew.mts'
import { readFront, type Front } from './front.mts'
import type { Crew } from './member.mts'
import { asLabel } from './names.mts'
import { notebook, type Decision, type Leftover, type Notes, type Trouble } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'
import { tellPasswords } from './reach.mts'
import { entrancesOf, type Entrances } from './routes.mts'
import type { StackOut } from './stack-out.mts'
import { entries, get } from './tree.mts'
import { parseMemory, showMemory } from '../stack/units.mts'
import { writeStack } from './write.mts'

/** A project as init finds it: its files, the values of `.env`, and the name of its folder. */
export type AdoptInput = { readonly paths: readonly string[]; readonly files: ProjectFiles; readonly values: Values; readonly folder: string }

/** A stack file made of compose files, and all there is to say about it. */
export type Adopted = {
  readonly text: string
  readonly stack: StackOut
  readonly decisions: readonly Decision[]
  readonly leftovers: readonly Leftover[]
  /** What has to be added to `.env`, by name; the values are secrets. */
  readonly dotenv: Readonly<Record<string, string>>
  readonly files: readonly string[]
}

/** Turns a compose project into a stack file; what is wrong with the compose files comes back as troubles. */
export const adopt = (input: AdoptInput): { readonly adopted: Adopted | undefined; readonly troubles: readonly Trouble[] } => {
  const notes = notebook()
  const { project, troubles } = readProject(input.paths, input.files, input.values, notes)
  if (!project) return { adopted: undefined, troubles }
  const around = { files: input.files, values: input.values, notes }
  const volumes = get(project.root, 'volumes')
  const services = withoutProfiles([...project.services].map(([name, tree]) => readService(name, tree, { ...around, volumes })), notes)
  const front = readFront({ services, ...around })
  const crew = gather(services, front, around)
  if (crew.members.length === 0) return { adopted: undefined, troubles: [{ at: { file: input.paths[0] ?? '', line: 0, column: 0 }, message: 'there is nothing in it but a proxy', hint: 'write stack.yaml by hand: a stack has a proxy of its own' }] }
  aboutFile(project, notes)
  const entrances = entrancesOf(crew, front)
  const stack = put(project, crew, front, entrances, input)
  return { adopted: { text: writeStack(stack), stack, decisions: notes.decisions(), leftovers: notes.leftovers(), dotenv: crew.secrets.dotenv(), files: project.files }, troubles: [] }
}

/** Where every service waits for a profile, the first profile is the stack. */
const withoutProfiles = (services: readonly ReturnType<typeof readService>[], notes: Notes): readonly ReturnType<typeof readService>[] => {
  if (services.some(({ profiles }) => profiles.length === 0)) return services
  const [first = ''] = services[0]?.profiles ?? []
  notes.took('', services[0]?.at, `the profile ${first}`, 'what is started', 'every service waits for a profile, and this is the first')
  return services.map((service) => service.profiles.includes(first) ? { ...service, profiles: [] } : service)
}

/** What is said once about a compose file as a whole. */
const aboutFile = ({ root, files: [file = ''] }: Project, notes: Notes): void => {
  const networks = get(root, 'networks')
  if (networks) notes.took('', networks.at, 'networks', 'nothing', 'a stack has three of its own, and who needs a service reaches it')
  for (const [name, network] of entries(networks)) if (get(network, 'external')) notes.left('', network.at, `the network ${name}`, 'it belongs to another project, and services of a stack are in networks of the stack', 'publish a port there, or write `kind: external` for what is reached through it')
  for (const [key, value] of entries(root)) if (!['version', 'name', 'services', 'volumes', 'networks', 'secrets', 'configs', 'include'].includes(key)) notes.left('', value.at, key, 'the stack file has no word for it', 'look at what it is for')
  notes.took('', { file, line: 0, column: 0 }, 'limits that are not written', "gantry's own", 'every service has some: 1 cpu and 512M unless docs/stack-file.md says another')
  if (get(root, 'volumes')) notes.left('', get(root, 'volumes')?.at, 'the data of the volumes', 'the stack is a project of its own with volumes of its own, so they begin empty', 'dump there and restore here, before the old project is removed')
}

const put = (project: Project, crew: Crew, front: Front, entrances: Entrances, input: AdoptInput): StackOut => {
  const { members, notes, values } = crew
  const made = members.map((member) => ({ member, ...assemble(member, crew, { front, entrances, root: project.root }) }))
  tellPasswords(members, (member) => JSON.stringify(made.find((one) => one.member === member)?.service.keys ?? {}), notes)
  const name = asLabel(resolveText(project.name ?? '', values).text || input.folder)
  const own = made.filter(({ member: { kind, source } }) => source.build && /^(node|python|go)-/.test(kind))
  const isLive = made.some((one) => one.isLive)
  const off = made.filter(({ member }) => member.source.profiles.length > 0)
  for (const { member } of off) notes.left(member.label, member.source.at, `profiles: ${member.source.profiles.join(', ')}`, 'a stack has environments and no profiles: it is switched off in all of them', `remove \`${member.label}: null\` from the environments that are to start it`)
  const frozen = isLive ? own.filter((one) => !one.isLive && !one.member.kind.startsWith('go-') && one.member.source.profiles.length === 0) : []
  for (const { member } of frozen) notes.took(member.label, member.source.at, `${member.label} in dev`, 'built as elsewhere', 'compose mounted no source of it')
  const services = Object.fromEntries(made.map(({ member, service }) => [member.label, frozen.some((one) => one.member === member) ? { ...service, keys: frozenKeys(service.keys) } : service]))
  const switched = Object.fromEntries(off.map(({ member }) => [member.label, null]))
  const published = Object.fromEntries(made.flatMap(({ member, devPublish }) => devPublish.length > 0 && member.source.profiles.length === 0 ? [[member.label, { publish: devPublish.map(asPort) }]] : []))
  const hasDev = own.length > 0 && !isLive
  const address = `127.0.0.1:${entrances.http ?? 8080}`
  if (hasDev) notes.took('', undefined, 'dev', '`reload: false`', 'compose mounted no source; remove it, and edits are live without a rebuild')
  const named = made.filter(({ service: { keys } }) => JSON.stringify([keys.route, keys.routes]).includes('"host"'))
  if (named.length > 0) notes.left('', front.routes[0]?.at, `host names of ${named.map(({ member }) => member.label).join(', ')}`, 'in dev nobody leads them to this machine', 'write a route without `host:` in environments.dev.services, or add the names to /etc/hosts')
  const body = bodyOf(front, notes)
  return {
    head: [`Made of ${project.files.join(', ')} by \`init\`; the root stack.yaml of gantry and docs/stack-file.md explain every key.`],
    name, services, secrets: Object.fromEntries(Object.entries(crew.secrets.declared()).map(([key, generate]) => [key, { generate }])), proxy: body === undefined ? undefined : { body },
    environments: {
      dev: { http: address, ...hasDev ? { reload: false } : {}, ...both(published, switched) },
      prod: { http: 80, ...entrances.domain === undefined ? {} : { domain: entrances.domain }, ...both({}, switched) },
    },
    beside: { ...hasDev ? { 'environments.dev.reload': 'without this, edits of the source are live' } : {}, ...Object.fromEntries(Object.entries(crew.secrets.declared()).map(([key, generate]) => [`secrets.${key}`, generate === 'none' ? 'setup asks for it' : 'setup makes it'])) },
  }
}

const both = (published: Readonly<Record<string, unknown>>, switched: Readonly<Record<string, null>>): Readonly<Record<string, unknown>> =>
  Object.keys(published).length + Object.keys(switched).length === 0 ? {} : { services: { ...published, ...switched } }

const frozenKeys = (keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { compose, ...rest } = keys
  return { ...rest, dev: { mount: {}, reload: false }, ...compose === undefined ? {} : { compose } }
}

const asPort = (text: string): string | number => /^\d+$/.test(text) ? Number(text) : text

const bodyOf = ({ body }: Front, notes: Notes): string | undefined => {
  if (body === undefined) return undefined
  const bytes = parseMemory(body) ?? 0
  notes.took('', undefined, `client_max_body_size ${body}`, '`proxy: { body: … }`', 'it is the largest request the proxy takes')
  return bytes > 0 ? showMemory(bytes) : undefined
}
