import { valueOf, databaseOf, knows, type Crew, type Member } from './member.mts'

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')

const hostish = /HOST|SERVER|ADDR|ENDPOINT|NODE|BROKER|UPSTREAM/i

/** A text in which the addresses of other services are holes; who is spoken of is wanted. */
export const withAddresses = (text: string, name: string, member: Member, { byHost, values }: Crew): string => {
  let found = text
  for (const [host, other] of [...byHost].toSorted(([a], [b]) => b.length - a.length)) {
    if (other === member || !found.includes(host)) continue
    const place = new RegExp(`(^|://|@|[,;= (])${escape(host)}(?::(\\d+))?(?=$|[/?,;) ])`, 'g')
    found = found.replace(place, (whole, before: string, port: string | undefined, at: number) => {
      const isWhole = at === 0 && whole === found
      if (port === undefined && before !== '://' && before !== '@' && !(isWhole && hostish.test(name)) && !(before === '=' && /(?:host|server|source)\s*$/i.test(found.slice(0, at)))) return whole
      const named = port === undefined ? undefined : other.kind === 'postgres' || other.kind === 'redis' ? standardPort(other, port) : portHole(other, port)
      member.wants.add(other.label)
      return `${before}{{${other.label}.host}}${port === undefined ? '' : `:${named ?? port}`}`
    })
  }
  return ofDatabase(found, name, member, byHost, values)
}

const standardPort = ({ kind, label }: Member, port: string): string | undefined => port === (kind === 'postgres' ? '5432' : '6379') ? `{{${label}.port}}` : undefined

const portHole = ({ ports, label }: Member, port: string): string | undefined => {
  const index = ports.findIndex(({ number }) => String(number) === port)
  return index < 0 ? undefined : index === 0 ? `{{${label}.port}}` : `{{${label}.ports.${ports[index]?.name}}}`
}

/** Port, user and database in variables of their own, beside one that names the host. */
const ofDatabase = (text: string, name: string, member: Member, byHost: Crew['byHost'], values: Crew['values']): string => {
  const [, stem, part = ''] = /^(.*?)_?(PORT|USER|USERNAME|DB|DATABASE|DBNAME|NAME)$/i.exec(name) ?? []
  if (stem === undefined) return text
  const sibling = ['_HOST', 'HOST', '_SERVER', '_HOSTNAME'].map((end) => valueOf(member, stem + end, values)).find((value) => value !== undefined)
  const other = sibling === undefined ? undefined : byHost.get(sibling)
  if (!other || other === member || !(knows(member, other.label) || other.kind === 'postgres')) return text
  const plain = valueOf(member, name, values)
  if (/^port$/i.test(part)) {
    const hole = plain === undefined ? undefined : other.kind === 'postgres' || other.kind === 'redis' ? standardPort(other, plain) : portHole(other, plain)
    if (hole) member.wants.add(other.label)
    return hole ?? text
  }
  if (other.kind !== 'postgres') return text
  const database = databaseOf(other, values)
  const hole = /^user/i.test(part) ? plain === database.user ? `{{${other.label}.user}}` : undefined : plain === database.name ? `{{${other.label}.name}}` : undefined
  if (hole) member.wants.add(other.label)
  return hole ?? text
}
