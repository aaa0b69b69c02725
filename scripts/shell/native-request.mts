import { rename, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Effect } from '../plan/step.mts'
import { endTarget } from './children.mts'
import { endProcesses, leftovers, readNativeState, runningState } from './native-state.mts'
import type { Done, Means } from './performers.mts'
import { waitFor, type Crew } from './wait.mts'

/** Tells a run that a request lies in its folder. */
export const requestSignal = 'SIGUSR2'

const fileOf = (home: string): string => join(home, 'request.json')

/** Services that somebody has asked to start anew; the request is taken away. */
export const readRequest = async (home: string): Promise<readonly string[]> => {
  const text = await readFile(fileOf(home), 'utf8').catch(() => '[]')
  await rm(fileOf(home), { force: true })
  const found: unknown = JSON.parse(text)
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
}

/** How often the state of another process is looked at, in milliseconds. */
const pace = 100
/** A run ends its processes within their grace, and there are rarely more than three in a row. */
const patience = 45_000

/** Asks a run to start services anew and waits until they are ready again. */
export const askRun = async ({ folder, goals }: Extract<Effect, { do: 'ask-run' }>, { folder: root, progress, signal }: Means): Promise<Done> => {
  const home = resolve(root, folder)
  const state = await runningState(home)
  if (!state) return { ok: false, message: 'nothing runs without containers any more' }
  await writeFile(`${fileOf(home)}.new`, JSON.stringify(goals.map(({ service }) => service)), { mode: 0o600 })
  await rename(`${fileOf(home)}.new`, fileOf(home))
  const before = new Map(state.containers.map(({ id, startedAt }) => [id, startedAt]))
  process.kill(state.supervisor.pid, requestSignal)
  return waitFor({ project: undefined, goals: goals.map((goal) => ({ ...goal, needs: [] })) }, { say: progress.say, show: progress.show, signal }, onlooker(home, before))
}

/** Sees another process's run through its state, that of one process alone where told; what has not been started anew yet counts as being on its way. */
export const onlooker = (home: string, before: ReadonlyMap<string, number | undefined>, pid?: number): Crew => ({
  owns: () => true,
  start: () => {},
  tail: () => [],
  watch: (onLook) => {
    const timer = setInterval(() => void readNativeState(home).then((state) => pid !== undefined && state?.supervisor.pid !== pid ? undefined : onLook((state?.containers ?? []).map((one) =>
      one.state === 'running' && one.startedAt === before.get(one.id) ? { ...one, state: 'restarting' as const } : one))), pace)
    return () => clearInterval(timer)
  },
})

/** Ends a run of another process, and what it should leave. */
export const endRun = async ({ folder, pid }: Extract<Effect, { do: 'end-run' }>, root: string): Promise<Done> => {
  const home = resolve(root, folder)
  process.kill(pid, 'SIGTERM')
  for (const end = performance.now() + patience; performance.now() < end && await runningState(home);) await new Promise((done) => { setTimeout(done, pace) })
  if (await runningState(home)) await endTarget(pid, 'SIGKILL')
  await endProcesses(await leftovers(home))
  return { ok: true, message: '' }
}
