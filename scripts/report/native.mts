import type { Environment } from '../stack/environment.mts'
import { isNative } from '../kinds/native-run.mts'
import { lackingOf } from '../plan/native.mts'
import { nativeTlsNote } from '../plan/native-tls.mts'
import { select, type Part } from '../plan/select.mts'
import { addressLines } from './started.mts'
import { table } from './table.mts'

/** What is said when everything is ready: what runs on what, and why; where it is reached; what to do next. */
export const nativeAnnounce = (environment: Environment, part: Part, reason: string): string => {
  const names = new Set(select(environment, part).map(({ name }) => name))
  const rows = environment.workloads.filter(isNative).filter(({ name }) => names.has(name)).map((workload) => [workload.name, workload.native.on, addressOf(workload, environment)])
  const lacking = Object.entries(lackingOf(environment)).filter(([name]) => names.has(name)).map(([name, why]) => [name, `left out: ${why}`])
  const [app = ''] = environment.workloads.filter(({ routes, runs }) => routes.length > 0 && runs === 'service').map(({ name }) => name)
  const runs = table([...rows, ...lacking], { indent: '  ' })
  const next = table([['make health', 'how every service is doing, and why'], [`make logs${app && ` ARGS=${app}`}`, 'one service alone'], ['make help', 'all commands']], { indent: '  ' })
  const note = nativeTlsNote(environment)
  return `\n${[`${reason}\n${runs}`, ...note === undefined ? [] : [note], addressLines(environment), `Source edits are live. Ctrl-C stops everything; in another terminal:\n${next}`].join('\n\n')}\n`
}

const addressOf = ({ ports, isEntry }: Environment['workloads'][number], { http, https }: Environment): string => {
  const [port] = ports
  const entry = https ?? http
  return isEntry ? `${entry.address || '0.0.0.0'}:${entry.port}` : port ? `127.0.0.1:${port.number}` : ''
}
