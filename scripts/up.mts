import { bringUp, type BuildPolicy } from './plan/bring-up.mts'
import { startedReport } from './report/started.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeStack, partOf } from './shell/observe-stack.mts'
import { startOptions } from './shell/part-options.mts'
import { pairNote } from './tls/pair-steps.mts'

/** Images as they are, unless told. */
const policyOf = ({ build }: { readonly build: boolean }): BuildPolicy => build ? 'always' : 'missing'

/** The basic stack of an environment: as it is, detached, without reload of sources or monitoring of its own. */
export const up = command({
  name: 'up',
  group: 'everyday',
  summary: 'start an environment and wait until it is ready',
  examples: [['make up', 'start dev as it is, detached'], ['make up ENV=staging ARGS="--through data --timings"', 'start the first tiers, show where the time went']],
  positionals: 'services',
  locks: 'first',
  options: { ...startOptions, build: { type: 'boolean', hint: 'build images anew first (otherwise only those that are missing)' } },
  observe: (context) => observeStack(context, partOf(context), policyOf(context.options)),
  plan: (context, seen) => bringUp(context.environment, seen, partOf(context), policyOf(context.options)),
  report: ({ environment, colours, options }, { pairs }, outcomes) => startedReport(environment, outcomes, { colours, showTimings: options.timings, width: 100, note: pairNote(environment, pairs) }),
})

await autorun(import.meta, up)
