import type { AnyCommand, OptionSpec } from './command.mts'
import { commonOptions, placeholder, typed } from './options.mts'

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

const positionals = { services: '[SERVICE…]', names: '[NAME…]', words: 'WORD…' } as const

/** What `--help` prints: examples first, then what it is, how it is called and every option. */
export const usage = (command: AnyCommand): string => {
  const width = Math.max(0, ...command.examples.map(([line]) => line.length))
  const examples = command.examples.map(([line, what]) => `${line.padEnd(width)}  # ${what}`)
  const call = [command.positionals && positionals[command.positionals], '[options]'].filter(Boolean).join(' ')
  const rows = (options: Readonly<Record<string, OptionSpec>>) => columns(Object.entries(options).map(([name, spec]) => [left(name, spec), spec.hint]))
  const own = Object.keys(command.options).length > 0 ? ['', 'Options:', rows(command.options)] : []
  return [
    ...examples, '', `${command.summary}.`, '',
    `Usage: make ${command.name} ARGS='${call}'`, `       node scripts/${command.name}.mts ${call}`,
    ...own, '', 'Options of every command:', rows(commonOptions), '',
  ].join('\n')
}
