import type { Container, PublishedPort } from '../docker/observed.mts'
import { duration } from './amount.mts'
import { paint, type Paint } from './paint.mts'
import { table } from './table.mts'

export type PsOptions = { readonly colours: boolean; readonly now: number }

/** The containers of a project: how each does, since when, and where it is reached. */
export const ps = (containers: readonly Container[], { colours, now }: PsOptions): string => {
  if (containers.length === 0) return 'Nothing runs.'
  const replicated = new Set(containers.filter(({ number }) => number > 1).map(({ service }) => service))
  const rows = containers.map((container) => [
    replicated.has(container.service) ? `${container.service} ${container.number}` : container.service,
    state(container, paint(colours)), since(container, now), container.restartCount === 0 ? '' : String(container.restartCount),
    container.ports.map(port).join(', '), container.image,
  ])
  return table(rows, { head: ['service', 'state', 'for', 'restarts', 'ports', 'image'], right: [3] })
}

const state = ({ state, health, exitCode, oomKilled }: Container, { good, bad, warn, quiet }: Paint): string => {
  if (state === 'running') return health === 'unhealthy' ? bad(health) : health === 'starting' ? warn(health) : good(health === 'none' ? state : health)
  if (state === 'exited') return exitCode === 0 ? quiet('ended (0)') : bad(oomKilled ? `out of memory (${exitCode})` : `ended (${exitCode})`)
  return state === 'created' ? quiet(state) : bad(state)
}

const since = ({ state, startedAt, finishedAt }: Container, now: number): string => {
  const from = state === 'exited' || state === 'dead' ? finishedAt : startedAt
  return from === undefined ? '' : duration(now - from)
}

const port = ({ address, host, port, protocol }: PublishedPort): string =>
  `${address === '' ? '' : `${address.includes(':') ? `[${address}]` : address}:`}${host}${port === 0 ? '' : `→${port}`}${protocol === 'tcp' ? '' : `/${protocol}`}`
