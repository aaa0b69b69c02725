import { ps as psTable } from './report/ps.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeProject } from './shell/docker.mts'

/** The containers of an environment. */
export const ps = command({
  name: 'ps',
  group: 'everyday',
  summary: 'list the containers of an environment',
  examples: [['make ps', 'those of dev'], ['make ps ENV=prod ARGS=--json', 'for a program']],
  positionals: 'services',
  options: {},
  observe: ({ environment }) => observeProject(environment.project),
  plan: () => [],
  report: ({ services, colours, now }, containers) => {
    const mine = services.length === 0 ? containers : containers.filter(({ service }) => services.includes(service))
    return { text: psTable(mine, { colours, now: now.getTime() }), result: mine.map(({ probes: _probes, ...container }) => container) }
  },
})

await autorun(import.meta, ps)
