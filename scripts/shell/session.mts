import { join } from 'node:path'
import type { Step } from '../plan/step.mts'
import { homeFolder } from '../stack/home.mts'
import type { Trouble } from './answer.mts'
import type { Typed } from './arguments.mts'
import type { AnyCommand, Context, LoadStack } from './command.mts'
import type { Lock } from './lock.mts'
import type { Means } from './performers.mts'
import type { Progress } from './progress.mts'
import type { Terminal } from './terminal.mts'

/** What a script is given from outside. */
export type Given = {
  readonly typed: Typed
  readonly images: string | undefined
  readonly terminal: Terminal
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly now: Date
  readonly loadStack: LoadStack
}

/** How far a script has come: what an interruption and the end need to know. */
export type Session = {
  json: boolean
  verbose: boolean
  envs: readonly string[]
  warnings: readonly Trouble[]
  locks: readonly Lock[]
  context?: Context
  observed?: unknown
  /** Set when the first step begins: from then on there is something to stop. */
  hasActed: boolean
}

/** A session at its beginning. */
export const newSession = (): Session => ({ json: false, verbose: false, envs: [], warnings: [], locks: [], hasActed: false })

/** The means of performing steps in this session. */
export const meansOf = (session: Session, { progress, signal, terminal }: Pick<Given, 'progress' | 'signal' | 'terminal'>): Means => ({
  folder: session.context?.stackFolder ?? '.', progress, signal, verbose: session.verbose, canAsk: terminal.canAsk,
  unlock: async () => {
    const { locks } = session
    session.locks = []
    await Promise.all(locks.map(({ release }) => release()))
  },
})

const changes = (steps: readonly Step[]): boolean => steps.some((step) => !['follow', 'read-logs', 'hand-over'].includes(step.do))

/** Locks every environment of the command, in a fixed order, unless its steps change nothing; true when that was still to do. */
export const lockEnvironments = async (command: AnyCommand, steps: readonly Step[] | undefined, session: Session): Promise<boolean> => {
  const { context, envs } = session
  if (!context || command.locks === false || session.locks.length > 0 || envs.length === 0 || steps && !changes(steps)) return false
  const { takeLock } = await import('./lock.mts')
  for (const env of envs.toSorted()) session.locks = [...session.locks, await takeLock(join(context.stackFolder, homeFolder(env), 'lock'), command.name)]
  return true
}
