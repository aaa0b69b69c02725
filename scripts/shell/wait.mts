import { container } from '../docker/container.mts'
import { readLogLines } from '../docker/log-lines.mts'
import type { Container } from '../docker/observed.mts'
import { bareRefusal, refusedPort } from '../docker/refusal.mts'
import type { Goal } from '../plan/step.mts'
import { results, type WaitResults } from '../plan/wait-result.mts'
import { begin, type WaitEffect, type WaitEvent } from '../plan/wait-state.mts'
import { moving, seconds } from '../plan/wait-words.mts'
import { logTail, next } from '../plan/wait.mts'
import { failureText } from '../report/failure.mts'
import { readDocker, startContainer } from './docker.mts'
import { watchProject } from './docker-events.mts'
import { holderWords, portHolder } from './port-holder.mts'
import { readTerminal } from './terminal.mts'

/** How progress is told, and when to stop; `show` is a line that moves, for terminals. */
export type WaitMeans = { readonly say: (line: string) => void; readonly show?: (text: string) => void; readonly signal: AbortSignal }

/** Processes beside the containers, which are watched, started and read in their own way. */
export type Crew = {
  readonly owns: (id: string) => boolean
  readonly start: (id: string) => void
  /** The last lines of a service. */
  readonly tail: (service: string, count: number) => readonly string[]
  /** Tells what they are like now and after every change; what is returned ends that. */
  readonly watch: (onLook: (containers: readonly Container[]) => void, onRefused: (id: string, message: string) => void) => () => void
}

/** What came of a wait: `data` holds every service's times and failures. */
export type Waited = { readonly ok: boolean; readonly message: string; readonly data: WaitResults }

/** Clocks are read this often: budgets, and the time a service without a probe has been up. */
const tick = 100

/** Starts the containers of a project, and the processes of a crew, as soon as what they need is ready, until every goal is reached or has failed. */
export const waitFor = async ({ project, goals }: { readonly project: string | undefined; readonly goals: readonly Goal[] }, { say, show, signal }: WaitMeans, crew?: Crew): Promise<Waited> => {
  const isLive = show !== undefined && readTerminal(process.env).canRedraw
  const { promise, resolve, reject } = Promise.withResolvers<'ended' | 'interrupted'>()
  let state = begin(goals, Date.now())

  const feed = (event: WaitEvent): void => {
    const turned = next(state, event)
    state = turned.state
    if (isLive) show(moving(state))
    turned.effects.forEach(perform)
  }
  const perform = (effect: WaitEffect): void => {
    switch (effect.do) {
      case 'say': return !isLive || effect.isLast ? say(effect.line) : undefined
      case 'start': return effect.ids.forEach((id) => crew?.owns(id) ? crew.start(id) : void start(id, feed).catch(reject))
      case 'run': return void follow(effect.id, effect.argv).then((failed) => feed({ event: 'ran', service: effect.service, failed, now: Date.now() }), reject)
      case 'logs': return void (crew?.owns(effect.id) ? Promise.resolve(crew.tail(effect.service, logTail)) : lastLines(effect.id)).then((lines) => feed({ event: 'logs', service: effect.service, lines, now: Date.now() }), reject)
      case 'end': return resolve('ended')
    }
  }
  let seen: { readonly project: readonly Container[] | undefined; readonly crew: readonly Container[] } = { project: project === undefined ? [] : undefined, crew: [] }
  const onLook = (news: Partial<typeof seen>): void => {
    seen = { ...seen, ...news }
    if (seen.project) feed({ event: 'observed', containers: [...seen.project, ...seen.crew], now: Date.now() })
  }
  const leave = crew?.watch((own) => onLook({ crew: own }), (id, message) => feed({ event: 'refused', id, message, now: Date.now() }))
  const watch = project === undefined ? undefined : watchProject(project, { onLook: (containers) => onLook({ project: containers }), onTrouble: reject })
  const clock = setInterval(() => feed({ event: 'tick', now: Date.now() }), tick)
  const onAbort = (): void => resolve('interrupted')
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  try {
    return outcome(await promise, results(state), crew === undefined)
  } finally {
    clearInterval(clock)
    signal.removeEventListener('abort', onAbort)
    watch?.end()
    leave?.()
    if (isLive) show('')
  }
}

const outcome = (how: 'ended' | 'interrupted', data: WaitResults, isKept: boolean): Waited => {
  const count = data.services.length
  if (data.services.every(({ state }) => state === 'ready')) return { ok: true, message: `${count} ready in ${seconds(data.ms)}`, data }
  return { ok: false, message: how === 'ended' ? failureText(data, isKept) : `interrupted after ${seconds(data.ms)}`, data }
}

const start = async (id: string, feed: (event: WaitEvent) => void): Promise<void> => {
  const { code, stderr } = await startContainer(id)
  if (code === 0) return
  const refusal = bareRefusal(stderr) || `docker start ended with ${code}`
  const port = refusedPort(refusal)
  const holder = port === undefined ? undefined : await portHolder(port)
  feed({ event: 'refused', id, message: holder ? `${refusal}; ${port} is held by ${holderWords(holder)}` : refusal, now: Date.now() })
}

const follow = async (id: string, argv: readonly string[]): Promise<string | undefined> => {
  const { code, stdout, stderr } = await readDocker(container.exec(id, argv))
  return code === 0 ? undefined : `is up, but ${argv[0]} in it ended with ${code}: ${(stderr || stdout).trim().split('\n').at(-1)}`
}

const lastLines = async (id: string): Promise<readonly string[]> => {
  const { stdout, stderr } = await readDocker(container.logs(id, logTail))
  return readLogLines(stdout, stderr, logTail)
}
