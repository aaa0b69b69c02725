import type { Crew, Member } from './member.mts'
import { entries, get, textOf, textsOf } from './tree.mts'

/** Says what stands inside keys that came along only in part. */
export const sayRest = (member: Member, crew: Crew): void => {
  labels(member, crew)
  deploy(member, crew)
  waits(member, crew)
  networks(member, crew)
  const { source: { tree, restart, build }, kind } = member
  const image = get(tree, 'image')
  if (build && image) crew.notes.took('', image.at, 'image beside build', "gantry's own names", 'an image that is built here is named after stack, service and environment')
  if (restart === undefined && kind !== 'job') crew.notes.took('', member.source.at, 'a service without `restart`', '`unless-stopped`', 'it is what a service of a stack does unless told')
}

const labels = ({ source: { tree }, label }: Member, { notes }: Crew): void => {
  const own = entries(get(tree, 'labels')).filter(([name]) => !/^(traefik\.|com\.docker\.compose\.)/.test(name))
  if (own.length > 0) notes.left(label, own[0]?.[1].at, `labels ${own.map(([name]) => name).join(', ')}`, 'the stack file has no word for them', 'give those that a program reads to compose: `compose: { labels: { … } }`')
}

const read: ReadonlySet<string> = new Set(['replicas', 'resources', 'labels', 'mode', 'restart_policy'])

const deploy = ({ source: { tree }, label }: Member, { notes }: Crew): void => {
  const all = get(tree, 'deploy')
  const more = entries(get(all, 'restart_policy')).filter(([key]) => key !== 'condition')
  const lost = [...entries(all).filter(([key]) => !read.has(key)).map(([key]) => key), ...more.map(([key]) => `restart_policy.${key}`), ...textOf(get(all, 'mode')) === 'global' ? ['mode: global'] : []]
  if (lost.length > 0) notes.left(label, all?.at, `deploy: ${lost.join(', ')}`, 'they are for swarm', 'nothing is needed on one machine')
}

const waits = ({ source: { tree }, label }: Member, { notes }: Crew): void => {
  for (const [name, how] of entries(get(tree, 'depends_on'))) if (textOf(get(how, 'restart')) === 'true') notes.left(label, how.at, `depends_on: ${name}: restart`, `gantry does not start ${label} again when ${name} is`, 'let the program connect again by itself')
}

const networks = ({ source: { tree }, label }: Member, { notes }: Crew): void => {
  for (const [name, how] of entries(get(tree, 'networks'))) {
    const aliases = textsOf(get(how, 'aliases'))
    const others = entries(how).filter(([key]) => !['aliases', 'priority'].includes(key)).map(([key]) => key)
    if (aliases.length > 0) notes.left(label, how.at, `aliases ${aliases.join(', ')}`, `in a stack it is called ${label} alone`, 'variables were changed; change what names it in code and files')
    if (others.length > 0) notes.left(label, how.at, `networks.${name}: ${others.join(', ')}`, 'networks and addresses follow from the stack', 'where a firewall needs addresses: `subnet:` in the environment')
  }
}
