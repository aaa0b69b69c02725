import { hintForKey } from '../stack/habits.mts'
import { buildOf } from './build.mts'
import { resolveText } from './compose-text.mts'
import { isVariableName } from './compose-variables.mts'
import type { Crew, Member } from './member.mts'
import { isSecret } from './secret-words.mts'
import { entries, get, mapTexts, plain, textOf, textsOf } from './tree.mts'

/** Keys that other parts of the conversion read. */
const read: ReadonlySet<string> = new Set([
  'image', 'build', 'command', 'entrypoint', 'environment', 'env_file', 'ports', 'expose', 'volumes', 'tmpfs', 'depends_on', 'healthcheck', 'restart', 'profiles', 'deploy', 'cpus', 'mem_limit', 'mem_reservation',
  'pids_limit', 'scale', 'gpus', 'runtime', 'stop_grace_period', 'stop_signal', 'logging', 'user', 'working_dir', 'secrets', 'configs', 'extends', 'labels', 'networks',
])
/** Keys that are not needed here; said once for all services. */
const needless: ReadonlySet<string> = new Set(['container_name', 'hostname', 'links', 'attach', 'version'])
/** Keys that gantry's hardening has by itself; an image of others keeps its own. */
const hardening: ReadonlySet<string> = new Set(['init', 'read_only', 'cap_drop'])
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
  const found: Record<string, unknown> = { ...asBefore(member), ...started }
  for (const [key, value] of entries(tree)) {
    if (carried.has(key)) { found[key] = plain(mapTexts(value, (text) => resolveText(text, values).text)); notes.took(label, value.at, key, '`compose: { … }`', 'the stack file has no word for it; other targets will not know it') }
    else if (hardening.has(key) && member.kind === 'container') continue
    else if (needless.has(key) || hardening.has(key)) notes.took('', value.at, `${key} of the services`, 'nothing', 'names, addresses and hardening follow from the stack')
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
const asBefore = ({ kind, source: { tree } }: Member): Keys =>
  kind !== 'container' ? {} : { read_only: textOf(get(tree, 'read_only')) === 'true', cap_drop: textsOf(get(tree, 'cap_drop')), init: textOf(get(tree, 'init')) === 'true' }
