import { container } from './docker/container.mts'
import { nativeFolder } from './kinds/ground.mts'
import type { Workload } from './kinds/workload.mts'
import type { Environment } from './stack/environment.mts'
import { goalsOf } from './plan/goals.mts'
import { bringUp } from './plan/bring-up.mts'
import { drifts } from './plan/render.mts'
import { prepare } from './plan/prepare.mts'
import type { Step } from './plan/step.mts'
import { startedReport } from './report/started.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { runningState, type NativeState } from './shell/native-state.mts'
import { nativeHome } from './shell/observe-running.mts'
import { observeStack, partOf } from './shell/observe-stack.mts'
import { partOptions } from './shell/part-options.mts'

/** Processes of a run without containers, told so through it; containers beside them are left to a second call. */
const restartProcesses = (environment: Environment, named: readonly Workload[], { specs }: NativeState): readonly Step[] => {
  const mine = named.filter(({ name }) => specs.some(({ service }) => service === name))
  return mine.length === 0 ? [] : [{ id: 'wait', after: [], do: 'ask-run', folder: nativeFolder(environment.name), goals: goalsOf(environment, mine), why: 'as asked, until they are ready again' }]
}

/** Restart with the files as they are now: what changed is made anew, the rest is stopped and started. */
export const restart = command({
  name: 'restart',
  group: 'everyday',
  summary: 'restart services and wait until they are ready',
  examples: [['make restart ARGS=api', 'one service'], ['make restart', 'all of dev']],
  positionals: 'services',
  locks: 'first',
  options: { ...partOptions, timings: { type: 'boolean', hint: 'where the seconds went' } },
  observe: async (context) => {
    const native = await runningState(nativeHome(context.stackFolder, context.environment))
    return native ? { is: 'native' as const, native } : { is: 'containers' as const, ...await observeStack(context, partOf(context), 'missing') }
  },
  plan: (context, seen): readonly Step[] => {
    const { environment } = context
    const part = partOf(context)
    const isAll = part.services.length === 0 && part.tier === undefined && part.through === undefined
    const named = environment.workloads.filter(({ name, tier, runs }) => runs === 'service' && (isAll || part.services.includes(name) || tier === part.tier))
    if (seen.is === 'native') return restartProcesses(environment, named, seen.native)
    const ids = seen.containers.filter(({ service, state }) => state === 'running' && named.some(({ name }) => name === service)).map(({ id }) => id)
    const isChanged = drifts(seen.renderings).length > 0 || prepare(environment, seen.prepared).length > 0
    if (isChanged || ids.length === 0) return bringUp(environment, seen, part, 'missing')
    return [
      { id: 'restart', after: [], do: 'run', quiet: true, argv: container.restart(ids), why: 'as asked; its files have not changed' },
      { id: 'wait', after: ['restart'], do: 'wait', project: environment.project, goals: goalsOf(environment, named), why: 'until it is ready again' },
    ]
  },
  report: ({ environment, colours, options }, _seen, outcomes) => startedReport(environment, outcomes, { colours, showTimings: options.timings, width: 100 }),
})

await autorun(import.meta, restart)
