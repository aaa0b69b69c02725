import { join } from 'node:path'
import { gitignoreSteps } from './plan/gitignore.mts'
import { judgeMachine } from './plan/machine.mts'
import { prepare } from './plan/prepare.mts'
import { renderSteps } from './plan/render.mts'
import { setupReport } from './report/setup.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { readText } from './shell/files.mts'
import { observeMachine } from './shell/machine.mts'
import { refuseEdited } from './shell/refuse-edited.mts'
import { observePrepared } from './shell/prepared.mts'
import { renderAll } from './shell/rendering.mts'

/** Everything a fresh clone needs, done where it is missing: `.env`, secrets, rendered files; and whether the machine can run the stack. */
export const setup = command({
  name: 'setup',
  group: 'everyday',
  explains: true,
  summary: 'check the machine, create what a fresh clone lacks',
  examples: [['make setup', 'for dev; safe to repeat'], ['npx zx scripts/setup.mts --env prod', 'for production: asks for the secrets only a person knows']],
  options: {},
  observe: async ({ stackFolder, environment }) => {
    const [machine, prepared, { renderings }, gitignore] = await Promise.all([
      observeMachine(stackFolder, environment), observePrepared(stackFolder, environment), renderAll(stackFolder, [environment]), readText(join(stackFolder, '.gitignore')),
    ])
    refuseEdited(renderings)
    return { machine, prepared, renderings, gitignore }
  },
  plan: ({ environment }, { prepared, renderings, gitignore }) => [...prepare(environment, prepared), ...renderSteps(renderings), ...gitignoreSteps(gitignore)],
  report: ({ environment, colours }, { machine }, outcomes) => setupReport(environment, judgeMachine(environment, machine), outcomes, colours),
})

await autorun(import.meta, setup)
