import { nativeFolder } from './kinds/ground.mts'
import { serviceOfId } from './plan/supervise-state.mts'
import { stopSteps } from './plan/stop.mts'
import type { Step } from './plan/step.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { fail, refusal } from './shell/failure.mts'
import { observeRunning } from './shell/observe-running.mts'
import { refuseOthers } from './shell/refuse-others.mts'

/** The opposite of up, dev and prod: containers, networks and processes go, data stays. */
export const down = command({
  name: 'down',
  group: 'everyday',
  summary: 'stop an environment; volumes stay',
  examples: [['make down', 'stop dev'], ['make down ENV=staging ARGS=api', 'stop one service']],
  positionals: 'services',
  options: {},
  observe: async ({ environment, stackFolder, services }) => {
    const seen = await observeRunning(stackFolder, environment)
    refuseOthers(environment, stackFolder, seen.containers)
    if (seen.native && services.length > 0) fail(refusal('a run without containers ends as a whole', '`make restart` starts single services anew; `make down` alone ends it'))
    return seen
  },
  plan: ({ environment, services, common }, { containers, native, left }) => {
    const mine = containers.filter(({ service, id }) => serviceOfId(id) === undefined && (services.length === 0 || services.includes(service)))
    const folder = nativeFolder(environment.name)
    const processes: readonly Step[] = native ? [{ id: 'end-run', after: [], do: 'end-run', folder, pid: native.supervisor.pid, why: 'it runs without containers' }]
      : left.length > 0 ? [{ id: 'end', after: [], do: 'end-processes', processes: left, why: 'a run that was killed has left them' }] : []
    const steps = [...processes, ...mine.length === 0 ? [] : stopSteps(environment, services, `${mine.length} ${mine.length === 1 ? 'container is' : 'containers are'} there`)]
    return environment.name === 'prod' && !common.dryRun ? steps.map((step) => ({ ...step, danger: 'downtime' as const })) : steps
  },
  report: ({ environment }, { containers }, outcomes) => ({
    text: outcomes.length === 0 ? `Nothing of ${environment.project} is there.` : `${environment.project} is stopped; its volumes stay.`,
    result: { project: environment.project, stopped: outcomes.length === 0 ? [] : containers.map(({ name }) => name) },
  }),
})

await autorun(import.meta, down)
