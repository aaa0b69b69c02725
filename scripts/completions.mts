import { isStarted, readCall } from './shell/call.mts'
import { command } from './shell/command.mts'
import type { Shell } from './report/completions.mts'

const installs: Readonly<Record<Shell, string>> = {
  bash: "make completions ARGS=bash > ~/.gantry.bash && echo '. ~/.gantry.bash' >> ~/.bashrc",
  zsh: "make completions ARGS=zsh > ~/.gantry.zsh && echo '. ~/.gantry.zsh' >> ~/.zshrc",
  fish: 'mkdir -p ~/.config/fish/conf.d && make completions ARGS=fish > ~/.config/fish/conf.d/gantry.fish',
}
const isShell = (name: string | undefined): name is Shell => name !== undefined && name in installs

/** What a shell offers after TAB, as a script for it. */
export const completions = command({
  name: 'completions',
  group: 'more',
  summary: 'print completions of commands, options and names for bash, zsh or fish',
  examples: [[installs.bash, 'bash'], [installs.zsh, 'zsh'], [installs.fish, 'fish']],
  positionals: 'names',
  options: {},
  needsStack: false,
  observe: async ({ services: [shell, ...more] }): Promise<string> => {
    const { fail, mistake } = await import('./shell/failure.mts')
    if (!isShell(shell) || more.length > 0) return fail(mistake(shell === undefined || more.length > 0 ? 'one shell has to be named' : `there is no shell ${JSON.stringify(shell)}`, `the shells are ${Object.keys(installs).join(', ')}`))
    const { completionScript } = await import('./shell/completion-script.mts')
    return completionScript(shell, completions, installs[shell])
  },
  plan: () => [],
  report: (_context, script) => ({ text: script, result: { script } }),
})

const [asked, names = ''] = readCall(process.argv).words
if (asked === '--names' && isStarted(import.meta)) (await import('./shell/completion-names.mts')).printNames(names)
else await (await import('./shell/autorun.mts')).autorun(import.meta, completions)
