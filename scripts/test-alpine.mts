import { alpineSteps, clearOf } from './alpine/steps.mts'
import { alpineReport } from './report/alpine.mts'
import { observeAlpine } from './shell/alpine/observe.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'

/** Slim against Alpine: both variants of an image built, started beside everything that runs, and measured. */
export const testAlpine = command({
  name: 'test-alpine',
  group: 'images',
  summary: 'compare services on Debian slim and on Alpine: size, start, memory',
  examples: [
    ['make test-alpine', 'all services whose Dockerfile is rendered'], ['make test-alpine ARGS=api', 'one of them'],
    ['make test-alpine ENV=prod ARGS=--dry-run', 'only show what would be built and started'],
  ],
  positionals: 'services',
  locks: 'first',
  options: {},
  observe: observeAlpine,
  plan: (_context, { comparison, preparing, made }) => comparison.subjects.length === 0 ? [] : alpineSteps(comparison, preparing, made),
  report: ({ colours }, { comparison }, outcomes) => alpineReport(comparison, outcomes, { colours, width: 80 }),
  whenInterrupted: (_context, { comparison, made }) => [clearOf(comparison, made)],
})

await autorun(import.meta, testAlpine)
