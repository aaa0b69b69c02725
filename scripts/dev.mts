import { project } from './docker/project.mts'
import { bringUp } from './plan/bring-up.mts'
import { stopSteps } from './plan/stop.mts'
import type { Step } from './plan/step.mts'
import { addressLines, startedReport } from './report/started.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeStack, partOf } from './shell/observe-stack.mts'
import { startOptions } from './shell/part-options.mts'

/** Development: everything built and started, sources live, logs on the screen until Ctrl-C takes it all down again. */
export const dev = command({
  name: 'dev',
  group: 'everyday',
  summary: 'build and start the development environment, follow its logs',
  examples: [['make dev', 'until Ctrl-C, which stops it'], ['make dev ARGS=--detach', 'leave it running'], ['make dev ARGS="api --timings"', 'one service and what it needs']],
  positionals: 'services',
  locks: 'first',
  options: { ...startOptions, detach: { type: 'boolean', short: 'd', hint: 'leave it running and return' }, skipBuild: { type: 'boolean', hint: 'leave the images as they are' } },
  observe: (context) => observeStack(context, partOf(context)),
  plan: (context, seen) => {
    const { environment, options, colours } = context
    const steps = bringUp(environment, seen, partOf(context), options.skipBuild ? 'missing' : 'always')
    const follow: Step = {
      id: 'follow', after: steps.map(({ id }) => id), do: 'follow', argv: project(environment.project).logs({ follow: true, tail: '0', since: undefined, colours, services: partOf(context).services }),
      announce: `\n${addressLines(environment)}\n\nSource edits are live. Ctrl-C stops everything.\n`, why: 'until Ctrl-C',
    }
    return options.detach ? steps : [...steps, follow]
  },
  report: ({ environment, colours, options }, _seen, outcomes) => startedReport(environment, outcomes, { colours, showTimings: options.timings, width: 100 }),
  whenInterrupted: ({ environment, options }) => options.detach ? [] : stopSteps(environment, [], 'development ends'),
})

await autorun(import.meta, dev)
