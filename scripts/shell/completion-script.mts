import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { completionValues, rowsOf, type Shell } from '../report/completions.mts'
import { compileTemplates } from '../targets/template.mts'
import { extension } from './call.mts'
import type { AnyCommand } from './command.mts'
import { listScripts, toolkit } from './commands.mts'
import { commonCompleted, completedOf } from './completion-commands.mts'
import { worded } from './wording.mts'

/** The completion script of a shell, from the commands as they are; `own` is the one that asks. */
export const completionScript = async (shell: Shell, own: AnyCommand, install: string): Promise<string> => {
  const name = `completions/gantry.${shell}`
  const [scripts, template] = await Promise.all([listScripts(own), readFile(join(toolkit, 'templates', name), 'utf8')])
  const rows = rowsOf(scripts.flatMap(({ command }) => command ? completedOf(command) : []), commonCompleted)
  const asking = { node: process.execPath, script: join(toolkit, 'scripts', `completions${extension}`), cache: process.env['NODE_COMPILE_CACHE'] || join(toolkit, 'node_modules/.cache/node') }
  return compileTemplates({ own: { [name]: template }, overrides: {} }).templates.text(name, completionValues(shell, rows, asking, worded(install)))
}
