import { hintForKey } from '../stack/habits.mts'
import { resolveText } from './compose-text.mts'
import { isVariableName } from './compose-variables.mts'
import type { Crew, Member } from './member.mts'
import { isSecret } from './secret-words.mts'
import { entries, get, mapTexts, plain, textOf, type Tree } from './tree.mts'

/** Keys that other parts of the conversion read. */
const read: ReadonlySet<string> = new Set([
  'image', 'build', 'command', 'entrypoint', 'environment', 'env_file', 'ports', 'expose', 'volumes', 'tmpfs', 'depends_on', 'healthcheck', 'restart', 'profiles', 'deploy', 'cpus', 'mem_limit', 'mem_reservation',
  'pids_limit', 'scale', 'gpus', 'runtime', 'stop_grace_period', 'stop_signal', 'logging', 'user', 'working_dir', 'secrets', 'configs', 'extends', 'labels', 'networks',
])
/** Keys that are not needed here; said once for all services. */
const needless: ReadonlySet<string> = new Set(['container_name', 'hostname', 'links', 'init', 'read_only', 'cap_drop', 'attach', 'version'])
/** Keys that compose gets as they are. */
const carried: ReadonlySet<string> = new Set([
  'privileged', 'cap_add', 'devices', 'device_cgroup_rules', 'extra_hosts', 'sysctls', 'ulimits', 'shm_size', 'dns', 'dns_search', 'dns_opt', 'security_opt', 'pid', 'ipc', 'group_add', 'platform', 'tty', 'stdin_open', 'userns_mode', 'cgroup_parent',
  'cgroup', 'annotations', 'pull_policy', 'memswap_limit', 'mem_swappiness', 'oom_kill_disable', 'oom_score_adj', 'cpu_shares', 'cpuset', 'cpu_quota', 'cpu_period', 'blkio_config', 'storage_opt', 'domainname', 'mac_address', 'uts', 'isolation', 'post_start', 'pre_stop',
])

type Keys = Readonly<Record<string, unknown>>

/** What of a service only compose understands, and what does not come along at all. */
export const rawOf = (member: Member, crew: Crew, started: Keys): Keys => {
  const { source: { tree }, label } = member
  const { notes, values } = crew
  const found: Record<string, unknown> = { ...asBefore(member, crew), ...started }
  for (const [key, value] of entries(tree)) {
    if (carried.has(key)) { found[key] = plain(mapTexts(value, (text) => resolveText(text, values).text)); notes.took(label, value.at, key, '`compose: { … }`', 'the stack file has no word for it; other targets will not know it') }
    else if (needless.has(key)) notes.took('', value.at, `${key} of the services`, 'nothing', 'names, addresses and hardening follow from the stack')
    else if (key === 'network_mode') notes.left(label, value.at, `network_mode: ${textOf(value) ?? ''}`, 'each service is in networks of the stack', 'publish the ports it needs, or write `compose: { network_mode: …, networks: null }`')
    else if (!read.has(key) && !key.startsWith('x-')) notes.left(label, value.at, key, 'the stack file has no word for it', hintForKey('service', key, plain(value)) ?? 'give it to compose as it is: `compose: { … }`')
  }
  return { ...found, ...oddVariables(member, crew), ...buildOf(member, crew) }
}

/** Variables whose names only compose takes, such as `discovery.type`. */
const oddVariables = ({ source: { tree }, label }: Member, { notes, values }: Crew): Keys => {
  const odd = entries(get(tree, 'environment')).filter(([name]) => !isVariableName(name))
  const safe = odd.flatMap(([name, value]) => {
    const text = resolveText(textOf(value) ?? '', values).text
    if (!isSecret(name.replaceAll('.', '_'), text)) return [[name, text] as const]
    notes.left(label, value.at, `environment: ${name}`, 'it is a secret, and no wrapper can set a variable of such a name', 'let the program read it from a file')
    return []
  })
  if (safe.length === 0) return {}
  notes.took(label, odd[0]?.[1].at, `environment: ${safe.map(([name]) => name).join(', ')}`, '`compose: { environment: … }`', 'the stack file has no such names of variables')
  return { environment: Object.fromEntries(safe) }
}

/** An image of others expects what Docker gives by default. */
const asBefore = ({ kind, source: { tree } }: Member, _crew: Crew): Keys =>
  kind !== 'container' ? {} : { read_only: textOf(get(tree, 'read_only')) === 'true', cap_drop: [], init: textOf(get(tree, 'init')) === 'true' }

/** Words of `build:` that the stack file does not have. */
const buildOf = ({ source: { build }, label, facts, kind }: Member, { notes, values, members }: Crew): Keys => {
  if (!build) return {}
  const kept: Record<string, unknown> = {}
  for (const [key, value] of entries(build.tree)) {
    if (['context', 'dockerfile', 'target', 'tags', 'labels'].includes(key)) continue
    if (key === 'args') Object.assign(kept, argsOf(value, label, notes, values))
    else if (key === 'dockerfile_inline') notes.left(label, value.at, 'build.dockerfile_inline', 'a Dockerfile is a file of its own', `write it to ${facts?.path ?? 'Dockerfile'}`)
    else if (['cache_from', 'cache_to', 'no_cache', 'pull'].includes(key)) notes.took('', value.at, `build.${key} of the services`, 'nothing', 'the cache of the machine is used')
    else kept[key] = plain(mapTexts(value, (text) => resolveText(text, values).text))
  }
  if (Object.keys(kept).length === 0) return {}
  const twin = members.find(({ source }) => source.build && source.build.context === build.context && source.build.dockerfile === build.dockerfile && source.build.target === build.target)
  if (twin && twin.label !== label) { notes.took(label, build.at, `build.${Object.keys(kept).join(', ')}`, `those of ${twin.label}`, 'services that build the same folder share one image'); return {} }
  if (kind.startsWith('go-')) { notes.left(label, build.at, `build.${Object.keys(kept).join(', ')}`, 'in dev a Go service is compiled in the image of the language, without a build', 'give each ARG its default in the Dockerfile'); return {} }
  notes.took(label, build.at, `build.${Object.keys(kept).join(', ')}`, '`compose: { build: … }`', 'the stack file has no word for it')
  return { build: kept }
}

const argsOf = (value: Tree, label: string, notes: Crew['notes'], values: Crew['values']): Keys => {
  const args: Record<string, unknown> = {}
  for (const [name, one] of entries(value)) {
    const { text, missing } = resolveText(textOf(one) ?? `\${${name}}`, values)
    if (isSecret(name, text)) notes.left(label, one.at, `build.args.${name}`, 'a secret in a build stays in the image', 'read it when the program starts, or use a build secret')
    else if (missing.length > 0) notes.left(label, one.at, `build.args.${name}`, `${missing.join(' and ')} is set nowhere`, 'give the ARG its default in the Dockerfile')
    else args[name] = text
  }
  return Object.keys(args).length === 0 ? {} : { args }
}
