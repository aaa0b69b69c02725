import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { extension, readCall } from './call.mts'

const environment = String.raw`ENV=(?:[\w-]+)`
const words = String.raw`ARGS=(?:'[^']*'|"[^"]*"|[^\s'"${'`'}]+)`
const pattern = new RegExp(String.raw`(?:(${environment}) )?(?:\bmake |\b(?:npx zx|node) (?:[\w./-]*/)?scripts/)([a-z][a-z0-9-]*)(?:\.mts)?((?: (?:${environment}|${words}))*)`, 'g')

/** `make up ENV=prod ARGS='api -d'` → `npx gantry up --env prod api -d`; sentences in which make is a verb stay. */
export const asPackage = (text: string, commands: readonly string[], program = 'npx gantry'): string =>
  text.replace(pattern, (found, before: string | undefined, name: string, after: string) => {
    if (!commands.includes(name)) return found
    const env = /ENV=([\w-]+)/.exec(`${before ?? ''}${after}`)?.[1]
    const args = /ARGS=(.*)/.exec(after)?.[1]?.replace(/ ENV=[\w-]+$/, '').replace(/^(['"])(.*)\1$/, '$2')
    return [program, name, env && `--env ${env}`, args].filter(Boolean).join(' ')
  })

/** The same for a text that is only partly ours: calls in backticks, and lines that say what to do next. */
export const hintsAsPackage = (text: string, commands: readonly string[], program = 'npx gantry'): string =>
  text.replace(/`[^`\n]+`|^Next: .*$/gm, (part) => asPackage(part, commands, program))

/** Whether gantry was called as a program of a package, not by make or by a script's file. */
export const isPackage = readCall(process.argv).by === 'gantry'

/** Installed for everybody it is on PATH; installed in a project npx finds it. */
const programHere = (): string => {
  const [project] = import.meta.dirname.split(`${sep}node_modules${sep}`)
  return process.env['npm_command'] || `${process.cwd()}/`.startsWith(`${project ?? ''}/`) ? 'npx gantry' : 'gantry'
}

let commands: readonly string[] | undefined
const known = (): readonly string[] => commands ??= readdirSync(join(import.meta.dirname, '..')).filter((file) => file.endsWith(extension)).map((file) => file.slice(0, -extension.length))

/** Calls as they are to be typed here: those of make become `npx gantry …` for whoever came that way. */
export const worded = (text: string): string => isPackage ? asPackage(text, known(), programHere()) : text

/** Hints in an answer as they are to be typed here. */
export const hinted = (text: string): string => isPackage ? hintsAsPackage(text, known(), programHere()) : text
