import type { AnyCommand, OptionSpec } from './command.mts'
import { commonOptions, placeholder, typed } from './options.mts'
import { worded } from './wording.mts'

/** An option as help shows it: `-k, --keep N`. */
const left = (name: string, spec: OptionSpec): string => {
  const value = placeholder(spec)
  const taken = spec.type === 'some' ? `[=${value}]` : value && ` ${value}`
  return `${spec.short ? `-${spec.short}, ` : ''}--${typed(name)}${taken}`
}

/** Two columns, aligned. */
export const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(0, ...rows.map(([first]) => first.length))
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`.trimEnd()).join('\n')
}

const examplesOf = (lines: readonly (readonly [string, string])[]): string => {
  const typedHere = lines.map(([line, what]) => [worded(line), what] as const)
  const width = Math.max(0, ...typedHere.map(([line]) => line.length))
  return typedHere.map(([line, what]) => `${line.padEnd(width)}  # ${what}`).join('\n')
}

const positionals = { services: '[SERVICE…]', names: '[NAME…]', words: 'WORD…' } as const

/** What `--help` prints: examples first, then what it is, how it is called and every option. */
export const usage = (command: AnyCommand): string => {
  const call = [command.positionals && positionals[command.positionals], '[options]'].filter(Boolean).join(' ')
  const rows = (options: Readonly<Record<string, OptionSpec>>) => columns(Object.entries(options).map(([name, spec]) => [left(name, spec), spec.hint]))
  const own = Object.keys(command.options).length > 0 ? ['', 'Options:', rows(command.options)] : []
  return [
    examplesOf(command.examples), '', `${command.summary}.`, '',
    `Usage: ${[...new Set([`make ${command.name} ARGS='${call}'`, `node scripts/${command.name}.mts ${call}`].map(worded))].join('\n       ')}`,
    ...own, '', 'Options of every command:', rows(commonOptions), '',
  ].join('\n')
}
