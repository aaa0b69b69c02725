import { restoreReport } from './report/restore.mts'
import { restoreSteps } from './restore/plan.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeRestore } from './shell/restore/observe.mts'
import { restoreOptions } from './shell/restore/options.mts'

/** A backup put back: beside what is there, counted, and then in its place. */
export const restore = command({
  name: 'restore',
  group: 'production',
  summary: 'put a backup back: beside what is there, counted, then in its place; what was there is kept',
  examples: [
    ['make restore ARGS=--list', 'the runs there are, their age and how they were proved'], ['make restore', 'the last verified run, after asking'],
    ['make restore ENV=prod ARGS=\'db --run 20261122T091503Z-3f9a\'', 'one service of one run'], ['make restore ARGS=--drop-old', 'remove what earlier restores have kept'],
  ],
  positionals: 'services',
  locks: 'first',
  options: restoreOptions,
  observe: observeRestore,
  plan: ({ environment }, seen) => restoreSteps(environment, seen),
  report: ({ environment, colours }, seen, outcomes) => restoreReport(environment, seen, outcomes, { colours }),
})

await autorun(import.meta, restore)
