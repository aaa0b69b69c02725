import { setTimeout as pause } from 'node:timers/promises'
import type { AlpineEffect } from '../../alpine/effect.mts'
import { readMemory, type Trouble, type TryFound } from '../../alpine/found.mts'
import type { Argv } from '../../docker/argv.mts'
import type { Container } from '../../docker/observed.mts'
import type { Need } from '../../kinds/workload.mts'
import { imagesPresent, observeProject, readDocker } from '../docker.mts'
import type { Means } from '../performers.mts'
import { makeContainers, troubleOf, wait } from './start.mts'

type Try = Extract<AlpineEffect, { act: 'try' }>

/** Starts one container several times and measures it; away with it at the end. */
export const tryOut = async (effect: Try, means: Means): Promise<TryFound> => {
  const { variant, image, stage, goal, needs } = effect
  const common = { act: 'try', service: goal.service, variant, starts: [] } as const
  if (!(await imagesPresent([image])).has(image)) return { ...common, skipped: 'there is no image to start' }
  const missing = lacking(needs, await observeProject(stage.project))
  if (missing) return { ...common, skipped: `${missing}, which it needs, is not ready` }
  const refused = await makeContainers(stage, means)
  if (refused) return { ...common, trouble: refused }
  try {
    return { ...common, ...await measure(effect, means) }
  } finally {
    for (const { id } of await own(effect)) await readDocker(removed(id))
  }
}

const removed = (id: string): Argv => ['docker', 'container', 'rm', '--force', '--volumes', id]

const lacking = (needs: readonly Need[], containers: readonly Container[]): string | undefined => needs.find(({ service, until }) => {
  const container = containers.find((one) => one.service === service)
  if (!container) return true
  return until === 'done' ? container.state !== 'exited' || container.exitCode !== 0 : container.state !== 'running' || container.health === 'unhealthy' || container.health === 'starting'
})?.service

const own = async ({ stage, goal }: Try): Promise<readonly Container[]> => (await observeProject(stage.project)).filter(({ service }) => service === goal.service)

const measure = async (effect: Try, means: Means): Promise<Pick<TryFound, 'starts' | 'memory' | 'trouble'>> => {
  const { stage, goal, times, rest } = effect
  const starts: number[] = []
  for (let turn = 0; turn < times && !means.signal.aborted; turn++) {
    const refused = turn > 0 ? await again(effect, means) : undefined
    if (refused) return { starts, trouble: refused }
    const waited = await wait(stage, [{ ...goal, needs: [] }], means)
    const trouble = troubleOf(waited)
    if (trouble) return { starts, trouble }
    const [result] = waited.data.services
    starts.push((result?.ready ?? 0) - (result?.asked ?? 0))
  }
  if (goal.until === 'done' || means.signal.aborted) return { starts }
  await pause(rest, undefined, { signal: means.signal }).catch(() => {})
  const memory = await memoryOf(effect)
  return { starts, ...memory === undefined ? {} : { memory } }
}

/** The same container is started once more; a job that is done would count as done, so that it gets another one. */
const again = async (effect: Try, means: Means): Promise<Trouble | undefined> => {
  const isJob = effect.goal.until === 'done'
  for (const { id } of await own(effect)) await readDocker(isJob ? removed(id) : ['docker', 'container', 'stop', '--time', '3', id])
  return isJob ? makeContainers(effect.stage, means) : undefined
}

const memoryOf = async (effect: Try): Promise<number | undefined> => {
  const [container] = await own(effect)
  if (container?.state !== 'running') return undefined
  const { code, stdout } = await readDocker(['docker', 'stats', '--no-stream', '--format', '{{.MemUsage}}', container.id])
  return code === 0 ? readMemory(stdout) : undefined
}
