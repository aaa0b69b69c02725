import { withLines } from './adopt/dotenv-text.mts'
import { gitignoreSteps } from './plan/gitignore.mts'
import type { Step } from './plan/step.mts'
import { initReport } from './report/init.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { initProject } from './shell/init-project.mts'

/** Turns a project's compose files into a stack file, or proposes one; overwrites nothing. */
export const init = command({
  name: 'init',
  group: 'everyday',
  summary: 'write stack.yaml out of the compose files of a project',
  examples: [["make init ARGS='--stack ../shop'", 'of ../shop/compose.yaml and its override'], ["make init ARGS='--stack ../shop --file a.yml --file b.yml --dry-run'", 'of these two; only show what would be written'], ['node ../gantry/scripts/init.mts', 'of the folder one stands in']],
  needsStack: false,
  options: { file: { type: 'list', value: 'A,B', hint: 'compose files, the later changing the earlier (default: the one compose would take)' } },
  observe: async ({ stackFolder, options }) => initProject(stackFolder, options.file, process.cwd()),
  plan: (_context, seen) => initSteps(seen),
  report: ({ colours }, seen, outcomes) => initReport(seen, outcomes.filter(({ step, state }) => state === 'done' && step.do === 'write').flatMap(({ step }) => 'path' in step ? [step.path] : []), colours),
})

/** The files init writes: the stack file first, `.env` only where a secret has to move there. */
const initSteps = ({ text, files, dotenv, envText, gitignore, sources }: ReturnType<typeof initProject>): readonly Step[] => {
  const names = Object.keys(dotenv)
  return [
    { id: 'stack', do: 'write', path: 'stack.yaml', content: text, after: [], why: sources.length > 0 ? `it is made of ${sources.join(', ')}` : 'there is none yet' },
    ...Object.entries(files).map(([path, content]): Step => ({ id: `file ${path}`, do: 'write', path, content, after: [], why: 'the stack serves it' })),
    ...names.length === 0 ? [] : [{ id: 'dotenv', do: 'write', path: '.env', content: withLines(envText, dotenv), mode: 0o600, after: [], why: `${names.join(', ')} stood in a compose file` } satisfies Step],
    ...gitignoreSteps(gitignore),
  ]
}

await autorun(import.meta, init)
