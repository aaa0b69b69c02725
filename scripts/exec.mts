import { project } from './docker/project.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { fail, mistake } from './shell/failure.mts'
import { runningState } from './shell/native-state.mts'
import { nativeHome } from './shell/observe-running.mts'

/** A command inside a running service. */
export const exec = command({
  name: 'exec',
  group: 'everyday',
  summary: 'run a command inside a service',
  examples: [['make exec ARGS="db psql -U app demo"', 'a prompt of the database'], ['node scripts/exec.mts api -- node --version', 'everything after the service is the command']],
  positionals: 'words',
  options: { user: { type: 'string', value: 'UID', hint: 'as this user' }, replica: { type: 'string', value: 'N', hint: 'in this replica, from 1' } },
  locks: false,
  observe: async ({ environment, stackFolder, words: [service, ...words] }) => {
    const names = environment.workloads.map(({ name }) => name)
    if (service === undefined || !names.includes(service)) return fail(mistake(service === undefined ? 'no service is given' : `there is no service ${JSON.stringify(service)}`, `the services are ${names.join(', ')}`))
    const native = await runningState(nativeHome(stackFolder, environment))
    return { service, words: words.length > 0 ? words : ['sh'], like: native?.specs.find((spec) => spec.service === service) }
  },
  plan: ({ environment, options, isTerminal }, { service, words, like }) => [like ? { id: 'exec', after: [], do: 'hand-over', why: 'as asked, in the folder and with the variables of its process', argv: words, like } : {
    id: 'exec', after: [], do: 'hand-over', why: 'as asked',
    argv: project(environment.project).exec({ service, command: words, terminal: isTerminal, user: options.user, number: options.replica }),
  }],
  report: () => ({ text: '', result: null }),
})

await autorun(import.meta, exec)
