import type { Problem } from '../stack/problem.mts'
import { splitWords } from '../stack/words.mts'
import { readCall } from './call.mts'
import type { AnyCommand, CommonOptions, OptionSpec } from './command.mts'
import { commonOptions, knownOptions } from './options.mts'
import { readTokens, usageProblem, type Reading } from './tokens.mts'

/** What was typed: the words after the script, and the two variables make passes on. */
export type Typed = { readonly argv: readonly string[]; readonly gantryArgs: string | undefined; readonly env: string | undefined }

/** A command line that was understood, as far as it could be. */
export type Arguments = {
  readonly options: Readonly<Record<string, unknown>>
  readonly common: CommonOptions
  readonly help: boolean
  readonly stack: string
  readonly env: string | undefined
  readonly images: string | undefined
  readonly positionals: readonly string[]
  readonly problems: readonly Problem[]
}

/** The words after the script: under zx its flags and the script's path stand before them. */
export const afterScript = (argv: readonly string[]): readonly string[] => readCall(argv).words

const valueOf = (spec: OptionSpec, given: readonly string[] | undefined): unknown => {
  if (spec.type === 'boolean') return (given?.length ?? 0) > 0
  if (spec.type === 'string') return given?.at(-1)
  if (spec.type === 'list') return [...new Set(given)]
  return given && (given.includes('all') ? 'all' : [...new Set(given)])
}

const onlyOnce = ({ known, values }: Reading): readonly Problem[] =>
  [...known].flatMap(([name, option]) => {
    const given = [...new Set(values.get(option.name))]
    return option.spec.type === 'string' && given.length > 1
      ? [usageProblem(`--${name} is given as ${given.join(' and as ')}`, 'give it once')] : []
  })

const mistakesIn = (command: AnyCommand, reading: Reading, openQuote: string | undefined): readonly Problem[] => [
  ...reading.problems,
  ...(openQuote === undefined ? []
    : [usageProblem(`a quote in ARGS is left open: ${openQuote}`, 'close it, or write \\ before a quote that is meant as it is')]),
  ...onlyOnce(reading),
  ...(command.positionals || reading.positionals.length === 0 ? []
    : [usageProblem(`${command.name} takes no ${JSON.stringify(reading.positionals[0])}`, `it takes options only: see \`make ${command.name} ARGS=--help\``)]),
]

/** Understands a command line; whatever is wrong with it comes back as problems. */
export const parseArguments = (command: AnyCommand, { argv, gantryArgs = '', env }: Typed): Arguments => {
  const more = splitWords(gantryArgs)
  const reading = readTokens([...argv, ...(more ?? [])], command.positionals === 'words', knownOptions(command.options))
  const values = Object.fromEntries([...reading.known.values()].map(({ name, spec }) => [name, valueOf(spec, reading.values.get(name))]))
  const text = (name: keyof typeof commonOptions) => values[name] as string | undefined
  const flag = (name: keyof typeof commonOptions) => values[name] === true
  return {
    options: Object.fromEntries(Object.keys(command.options).map((name) => [name, values[name]])),
    common: {
      json: flag('json') || (!more && gantryArgs.includes('--json')),
      dryRun: flag('dryRun'), yes: flag('yes'), verbose: flag('verbose'), confirm: text('confirm'),
    },
    help: flag('help'),
    stack: text('stack') ?? '.',
    // sh reads a file named by ENV; such a path is not meant for us.
    env: text('env') ?? (env && !env.includes('/') ? env : undefined),
    images: text('images'),
    positionals: reading.positionals,
    problems: mistakesIn(command, reading, more ? undefined : gantryArgs),
  }
}
