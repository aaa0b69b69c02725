import { stopSteps } from './plan/stop.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeProject } from './shell/docker.mts'
import { refuseOthers } from './shell/refuse-others.mts'

/** The opposite of up, dev and prod: containers and networks go, data stays. */
export const down = command({
  name: 'down',
  group: 'everyday',
  summary: 'stop an environment; volumes stay',
  examples: [['make down', 'stop dev'], ['make down ENV=staging ARGS=api', 'stop one service']],
  positionals: 'services',
  options: {},
  observe: async ({ environment, stackFolder }) => {
    const containers = await observeProject(environment.project)
    refuseOthers(environment, stackFolder, containers)
    return containers
  },
  plan: ({ environment, services, common }, containers) => {
    const mine = services.length === 0 ? containers : containers.filter(({ service }) => services.includes(service))
    const steps = mine.length === 0 ? [] : stopSteps(environment, services, `${mine.length} ${mine.length === 1 ? 'container is' : 'containers are'} there`)
    return environment.name === 'prod' && !common.dryRun ? steps.map((step) => ({ ...step, danger: 'downtime' as const })) : steps
  },
  report: ({ environment }, containers, outcomes) => ({
    text: outcomes.length === 0 ? `Nothing of ${environment.project} is there.` : `${environment.project} is stopped; its volumes stay.`,
    result: { project: environment.project, stopped: outcomes.length === 0 ? [] : containers.map(({ name }) => name) },
  }),
})

await autorun(import.meta, down)
