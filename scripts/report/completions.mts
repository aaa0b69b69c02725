/** Shells whose completions can be printed. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = typeof shells[number]

/** What a word of a command line is: a name of the stack, one of a closed set, a path, any text, or none at all. */
export type Takes = 'services' | 'environments' | 'tiers' | 'commands' | 'shells' | 'folders' | 'files' | 'text' | 'words' | ''

/** An option as it is typed, with its dashes; `inline` values stand only behind `=`. */
export type CompletedOption = { readonly name: string; readonly hint: string; readonly takes: Takes; readonly inline: boolean }

/** A command as a shell has to know it. */
export type Completed = { readonly name: string; readonly summary: string; readonly takes: Takes; readonly options: readonly CompletedOption[] }

/** Where the script asks for names: the program, the script behind `--names`, and the folder of compiled code. */
export type Asking = { readonly node: string; readonly script: string; readonly cache: string }

/** A text as one word that the shell takes as it is. */
export const quote = (shell: Shell, text: string): string =>
  shell === 'fish' ? `'${text.replace(/[\\']/g, '\\$&')}'` : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** `command|option|what it takes|text`: one row for each command and option; those of every command stand under `*`. */
export const rowsOf = (commands: readonly Completed[], common: readonly CompletedOption[]): readonly string[] => {
  const line = (...fields: readonly string[]) => fields.join('|').replace(/\s+/g, ' ')
  const option = (command: string) => ({ name, takes, inline, hint }: CompletedOption) => line(command, name, inline ? `=${takes}` : takes, hint)
  return [...commands.flatMap(({ name, takes, summary, options }) => [line(name, '', takes, summary), ...options.map(option(name))]), ...common.map(option('*'))]
}

/** What fills the holes of a shell's template. */
export const completionValues = (shell: Shell, rows: readonly string[], asking: Asking, install: string): Readonly<Record<string, string>> => {
  const word = (text: string) => quote(shell, text)
  return {
    install, rows: rows.map(word).join(shell === 'fish' ? ' \\\n' : '\n'),
    node: word(asking.node), script: word(asking.script), cache: word(asking.cache), shells: shells.join(' '),
  }
}
