import type { Container, ContainerHealth } from './observed.mts'

/** A change that the engine tells of, with its time in milliseconds. */
export type Turn = { readonly action: string; readonly id: string; readonly at: number; readonly exitCode: number | undefined }

type RawEvent = { readonly Action?: string; readonly timeNano?: number; readonly Actor?: { readonly ID?: string; readonly Attributes?: { readonly exitCode?: string } } }

/** A line of `docker events --format json`; undefined when it is not one. */
export const readTurn = (row: string): Turn | undefined => {
  try {
    const { Action = '', timeNano = 0, Actor } = JSON.parse(row) as RawEvent
    const exitCode = Actor?.Attributes?.exitCode
    return { action: Action, id: Actor?.ID ?? '', at: Math.floor(timeNano / 1e6), exitCode: exitCode === undefined ? undefined : Number(exitCode) }
  } catch {
    return undefined
  }
}

/** The containers after a change, where the change says all there is to know; otherwise undefined: look again. */
export const takeTurn = (containers: readonly Container[], turn: Turn): readonly Container[] | undefined => {
  const before = containers.find(({ id }) => id === turn.id)
  const after = before && change(before, turn)
  return after && containers.map((one) => (one === before ? after : one))
}

const change = (container: Container, { action, at, exitCode }: Turn): Container | undefined => {
  // A start by hand sets the count back; the engine's own restart raises it, and has to be looked at.
  const isByHand = action === 'start' && (container.state === 'created' || container.state === 'exited')
  if (isByHand) return { ...container, state: 'running', startedAt: at, restartCount: 0, health: container.hasProbe ? 'starting' : 'none' }
  const [, health] = /^health_status: (healthy|unhealthy)$/.exec(action) ?? []
  if (health !== undefined) return { ...container, state: 'running', health: health as ContainerHealth }
  // Another end leaves open whether it is restarted, and whether memory was short.
  const isPlainEnd = action === 'die' && exitCode === 0 && container.restartPolicy === 'no'
  return isPlainEnd ? { ...container, state: 'exited', exitCode, finishedAt: at } : undefined
}
