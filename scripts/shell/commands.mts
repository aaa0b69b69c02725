import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { extension } from './call.mts'
import type { AnyCommand } from './command.mts'
import { readText } from './files.mts'

/** The folder of the toolkit itself: its repository, or `dist` in the package. */
export const toolkit = join(import.meta.dirname, '..', '..')

/** A script of the toolkit: its command, or why it does not load. */
export type Script = { readonly name: string; readonly command?: AnyCommand; readonly trouble?: string }

const isCommand = (value: unknown): value is AnyCommand =>
  typeof value === 'object' && value !== null && 'summary' in value && 'observe' in value && 'plan' in value

const loadScript = async (name: string): Promise<Script> => {
  try {
    const module = await import(`../${name}${extension}`) as Record<string, unknown>
    const command = Object.values(module).find(isCommand)
    return command ? { name, command } : { name, trouble: `scripts/${name}${extension} exports no command` }
  } catch (error) {
    return { name, trouble: `does not load: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` }
  }
}

/** Every command there is: the files of scripts/ by name. `own` is the one that asks: it would wait for itself to load. */
export const listScripts = async (own: AnyCommand): Promise<readonly Script[]> => {
  const files = (await readdir(join(toolkit, 'scripts'))).filter((file) => file.endsWith(extension)).sort()
  const names = files.map((file) => file.slice(0, -extension.length))
  return Promise.all(names.map((name) => name === own.name ? { name, command: own } : loadScript(name)))
}

/** Names that commands had before, as the Makefile declares them: old name → command. */
export const readAliases = async (): Promise<Readonly<Record<string, string>>> => {
  const makefile = await readText(join(toolkit, 'Makefile')) ?? ''
  return Object.fromEntries([...makefile.matchAll(/^(docker-[\w-]+): ([\w-]+)$/gm)].map(([, old = '', name = '']) => [old, name]))
}
