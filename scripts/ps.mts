import { ps as psTable } from './report/ps.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeRunning } from './shell/observe-running.mts'

/** The containers of an environment, and its processes without one. */
export const ps = command({
  name: 'ps',
  group: 'everyday',
  summary: 'list the containers of an environment, and its processes without one',
  examples: [['make ps', 'those of dev'], ['make ps ENV=prod ARGS=--json', 'for a program']],
  positionals: 'services',
  options: {},
  observe: async ({ environment, stackFolder }) => (await observeRunning(stackFolder, environment)).containers,
  plan: () => [],
  report: ({ services, colours, now }, containers) => {
    const mine = services.length === 0 ? containers : containers.filter(({ service }) => services.includes(service))
    return { text: psTable(mine, { colours, now: now.getTime() }), result: mine.map(({ probes: _probes, ...container }) => container) }
  },
})

await autorun(import.meta, ps)
