import type { Completed, CompletedOption, Takes } from '../report/completions.mts'
import type { AnyCommand, OptionSpec, OptionSpecs } from './command.mts'
import { commonOptions, placeholder, typed } from './options.mts'

const byPlaceholder: Readonly<Record<string, Takes>> = { DIR: 'folders', FILE: 'files', ENV: 'environments', TIER: 'tiers', SERVICE: 'services' }
const byName: Readonly<Record<string, Takes>> = { env: 'environments', services: 'services', native: 'services' }

const takesOf = (name: string, spec: OptionSpec): Takes =>
  spec.type === 'boolean' ? '' : byName[name] ?? byPlaceholder[placeholder(spec)] ?? 'text'

const optionsOf = (options: OptionSpecs): readonly CompletedOption[] => Object.entries(options).flatMap(([name, spec]) => {
  const rest = { hint: spec.hint, takes: takesOf(name, spec), inline: spec.type === 'some' }
  return [{ name: `--${typed(name)}`, ...rest }, ...spec.short ? [{ name: `-${spec.short}`, ...rest }] : []]
})

const namesAfter: Readonly<Record<string, Takes>> = { help: 'commands', completions: 'shells' }

const positionalsOf = ({ name, positionals }: AnyCommand): Takes => positionals === 'names' ? namesAfter[name] ?? 'text' : positionals ?? ''

/** A command as its own declaration says it, in the words of a completion. */
export const completedOf = (command: AnyCommand): Completed =>
  ({ name: command.name, summary: command.summary, takes: positionalsOf(command), options: optionsOf(command.options) })

/** Options of every command. */
export const commonCompleted = optionsOf(commonOptions)
