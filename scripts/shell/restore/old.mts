import { dropFolder, listFolders } from '../../restore/exchange.mts'
import { readBeside } from '../../restore/names.mts'
import { keptAt, scratch } from '../../restore/scratch.mts'
import { failed } from '../failure.mts'
import { lines } from '../processes.mts'
import { lastWords, names, tell } from './inside.mts'
import type { RestoreTarget } from './restore-service.mts'
import { scratchName } from './scratch.mts'

/** How long removing what is old may take: a large folder takes its time. */
const patience = 600_000

const onVolume = async ({ volume, ...target }: RestoreTarget, script: string, variables: Readonly<Record<string, string>> = {}): Promise<string> => {
  if (volume === undefined) return ''
  const rows: string[] = []
  const argv = scratch.onVolume({ ...target, name: scratchName(target.service) }, volume, { words: ['sh', '-c', script], variables: { GANTRY_AT: keptAt(target), ...variables } })
  const { code, stderr } = await lines(argv, (row) => rows.push(row), { timeout: patience })
  if (code !== 0) throw failed(`${target.service}: ${lastWords(stderr)}`)
  return rows.join('\n')
}

const placeOf = ({ service, containers: [container] }: RestoreTarget) => {
  if (container === undefined) throw failed(`${service} does not run`, 'start it first: make up')
  return { container, mark: 'gantry-old', timeout: patience }
}

/** What earlier restores have kept of a service as it was before them. */
export const listOld = async (target: RestoreTarget): Promise<readonly string[]> => {
  const { online, offline } = target.keeps
  if (online) return (await names(placeOf(target), online.beside)).filter((name) => readBeside(name)?.what === 'old')
  return offline ? (await onVolume(target, listFolders)).split('\0').filter((name) => name.startsWith('.gantry-old-')) : []
}

/** Removes what earlier restores have kept: those of these names, or all. */
export const dropOld = async (target: RestoreTarget, wanted?: readonly string[]): Promise<readonly string[]> => {
  const { online } = target.keeps
  const found = (await listOld(target)).filter((name) => wanted?.includes(name) ?? true)
  for (const name of found) await (online ? tell(placeOf(target), online.drop, { item: name }) : onVolume(target, dropFolder, { GANTRY_DROP: name }))
  return found
}
