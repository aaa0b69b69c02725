import { cleanSteps, leftoversOf } from './plan/clean.mts'
import { cleanReport } from './report/clean.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { refuseOthers } from './shell/refuse-others.mts'
import { observeRemains } from './shell/remains.mts'

/** Frees what this stack and environment left behind, and nothing else; never a volume. */
export const clean = command({
  name: 'clean',
  group: 'everyday',
  summary: 'free what an environment left behind; never volumes',
  examples: [['make clean', 'stopped containers, unused networks and old images of dev, after asking'], ['make clean ARGS=--dry-run', 'only show them']],
  options: {},
  observe: async ({ environment, stackFolder }) => {
    const remains = await observeRemains(environment.project)
    refuseOthers(environment, stackFolder, remains.containers)
    return leftoversOf(environment, remains)
  },
  plan: (_context, leftovers) => cleanSteps(leftovers),
  report: ({ environment }, leftovers, outcomes) => cleanReport(environment, leftovers, outcomes),
})

await autorun(import.meta, clean)
