import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Effect } from '../plan/step.mts'
import { timings } from '../report/timings.mts'
import { endBy } from './children.mts'
import { openCrew } from './crew.mts'
import { followContainers } from './follow-containers.mts'
import { openLogSink } from './log-sink.mts'
import type { Done, Means } from './performers.mts'
import { makePipes } from './service-process.mts'
import { readTerminal } from './terminal.mts'
import { waitFor } from './wait.mts'
import { worded } from './wording.mts'

type Supervise = Extract<Effect, { readonly do: 'supervise' }>

/** Starts processes in order of need, looks after them until a signal, and ends them in the opposite order. */
export const superviseProcesses = async (effect: Supervise, means: Means): Promise<Done> => {
  const home = resolve(means.folder, effect.folder)
  await mkdir(resolve(home, 'logs'), { recursive: true })
  await makePipes(effect.processes.map(({ service }) => service), home)
  const screen = readTerminal(process.env)
  const names = effect.goals.map(({ service }) => service)
  const logs = openLogSink({
    folder: resolve(home, 'logs'), names, now: Date.now, warn: means.progress.say,
    screen: { stream: process.stdout, colours: screen.colours, isTerminal: process.stdout.isTTY, isHidden: true },
  })
  const crew = openCrew(effect, means.folder, home, logs)
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>()
  const forget = endBy(async () => { interrupt(); await crew.end(); await logs.close() })
  if (means.signal.aborted) interrupt()
  try {
    const waited = await waitFor({ project: effect.project, goals: effect.goals }, { say: means.progress.say, show: means.progress.show, signal: means.signal }, crew)
    if (!waited.ok) return waited
    await crew.settle()
    if (effect.timings) means.progress.say(`\n${timings(waited.data, { colours: screen.coloursOnStderr, width: process.stderr.columns || 100 })}`)
    means.progress.say(worded(effect.announce))
    means.progress.clear()
    await means.unlock()
    logs.reveal()
    if (effect.project !== undefined) followContainers(effect.project, names.filter((name) => !effect.processes.some(({ service }) => service === name)), means.folder, logs)
    await interrupted
    return waited
  } finally {
    await crew.end()
    await logs.close()
    forget()
  }
}
