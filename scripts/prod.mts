import { bringUp } from './plan/bring-up.mts'
import { startedReport } from './report/started.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeStack, partOf } from './shell/observe-stack.mts'
import { startOptions } from './shell/part-options.mts'
import { pairNote } from './tls/pair-steps.mts'

/** The production environment from its sources as they are now. */
export const prod = command({
  name: 'prod',
  group: 'production',
  summary: 'build and start the production environment, wait until it is ready',
  examples: [['make prod', 'build, start, wait'], ['make prod ARGS="--through core"', 'only the first tiers']],
  positionals: 'services',
  locks: 'first',
  defaultEnvironment: 'prod',
  options: startOptions,
  observe: (context) => observeStack(context, partOf(context), 'always'),
  plan: (context, seen) => bringUp(context.environment, seen, partOf(context), 'always'),
  report: ({ environment, colours, options }, { pairs }, outcomes) => startedReport(environment, outcomes, { colours, showTimings: options.timings, width: 100, note: pairNote(environment, pairs) }),
})

await autorun(import.meta, prod)
