import type { OptionSpec, OptionSpecs } from './command.mts'

/** What every command understands on top of its own options. */
export const commonOptions = {
  stack: { type: 'string', value: 'DIR', hint: 'the folder of stack.yaml (default: this one)' },
  env: { type: 'string', value: 'NAME', hint: 'the environment; ENV=NAME means the same' },
  images: { type: 'string', value: 'FILE', hint: 'image names to use instead; GANTRY_IMAGES means the same' },
  json: { type: 'boolean', hint: 'the result as one JSON object' },
  dryRun: { type: 'boolean', hint: 'show what would be done, and why' },
  yes: { type: 'boolean', hint: 'do not ask' },
  confirm: { type: 'string', value: 'ENV', hint: 'do what can lose data or service in prod' },
  verbose: { type: 'boolean', hint: 'show more: what commands print, where an error comes from' },
  help: { type: 'boolean', short: 'h', hint: 'show this' },
} as const satisfies OptionSpecs

/** An option as it is typed: `keepDays` is `keep-days`. */
export const typed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const placeholders = { boolean: '', string: 'VALUE', list: 'A,B', some: 'A,B' } as const

/** What stands for an option's value in help. */
export const placeholder = ({ type, value = placeholders[type] }: OptionSpec): string => value

/** Options by what is typed. */
export type Known = ReadonlyMap<string, { readonly name: string; readonly spec: OptionSpec }>

/** A command's own options and the common ones. */
export const knownOptions = (own: OptionSpecs): Known =>
  new Map(Object.entries({ ...commonOptions, ...own }).map(([name, spec]: [string, OptionSpec]) => [typed(name), { name, spec }]))
