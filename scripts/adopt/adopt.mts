import { assemble } from './assemble.mts'
import { readProject, type Project } from './compose-files.mts'
import { readService } from './compose-service.mts'
import { inlined, resolveText, variablesIn, type Values } from './compose-text.mts'
import { composeTexts } from './dotenv-text.mts'
import { gather } from './crew.mts'
import { readFront, type Front } from './front.mts'
import { environmentsOf, type Made } from './environments.mts'
import type { Crew } from './member.mts'
import { asLabel } from './names.mts'
import { notebook, type Decision, type Leftover, type Notes, type Trouble } from './notes.mts'
import { startedOf } from './profiles.mts'
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
  const texts = composed(input)
  const values = { ...input.values, ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resolveText(inlined(text, texts), input.values).text])) }
  const { project, troubles } = readProject(input.paths, input.files, values)
  if (!project) return { adopted: undefined, troubles }
  const around = { files: input.files, values, notes }
  const services = startedOf([...project.services].map(([name, tree]) => readService(name, tree, { ...around, texts })), values, notes)
  const front = readFront({ services, ...around })
  const crew = gather(services, front, around)
  if (crew.members.length === 0) return { adopted: undefined, troubles: [{ at: { file: input.paths[0] ?? '', line: 0, column: 0 }, message: 'there is nothing in it but a proxy', hint: 'write stack.yaml by hand: a stack has a proxy of its own' }] }
  aboutFile(project, notes)
  const entrances = entrancesOf(crew, front)
  const stack = put(project, crew, front, entrances, input)
  return { adopted: { text: writeStack(stack), stack, decisions: notes.decisions(), leftovers: notes.leftovers(), dotenv: crew.secrets.dotenv(), files: project.files }, troubles: [] }
}

/** The variables of `.env` that are put together of others: gantry does not expand them there. */
const composed = ({ files, values }: AdoptInput): Values => {
  const texts = composeTexts(files.read('.env') ?? files.read('.env.example') ?? '', values)
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => variablesIn(text).some((name) => Object.hasOwn(values, name))))
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
  const made = members.map((member): Made => ({ member, ...assemble(member, crew, { front, entrances, root: project.root }) }))
  tellPasswords(members, (member) => JSON.stringify(made.find((one) => one.member === member)?.service.keys ?? {}), notes)
  const name = asLabel(values['COMPOSE_PROJECT_NAME'] || resolveText(project.name ?? '', values).text || input.folder)
  const { services, environments, beside } = environmentsOf(made, entrances, notes)
  sayHosts(made, front, notes)
  const body = bodyOf(front, notes)
  const declared = Object.entries(crew.secrets.declared())
  return {
    head: [`Made of ${project.files.join(', ')} by \`init\`; the root stack.yaml of gantry and docs/stack-file.md explain every key.`],
    name, services, secrets: Object.fromEntries(declared.map(([key, generate]) => [key, { generate }])), proxy: body === undefined ? undefined : { body }, environments,
    beside: { ...beside, ...Object.fromEntries(declared.map(([key, generate]) => [`secrets.${key}`, generate === 'none' ? 'setup asks for it' : 'setup makes it'])) },
  }
}

const sayHosts = (made: readonly Made[], front: Front, notes: Notes): void => {
  const named = made.filter(({ service: { keys } }) => JSON.stringify([keys.route, keys.routes]).includes('"host"')).map(({ member }) => member.label)
  if (named.length === 0) return
  notes.left('', front.routes[0]?.at, `host names of ${named.join(', ')}`, 'in dev nobody leads them to this machine', 'write a route without `host:` in environments.dev.services, or add the names to /etc/hosts')
}

const bodyOf = ({ body }: Front, notes: Notes): string | undefined => {
  if (body === undefined) return undefined
  const bytes = parseMemory(body) ?? 0
  notes.took('', undefined, `client_max_body_size ${body}`, '`proxy: { body: … }`', 'it is the largest request the proxy takes')
  return bytes > 0 ? showMemory(bytes) : undefined
}
