import type { Problem } from '../stack/problem.mts'
import type { OptionSpec } from './command.mts'
import { nearest } from '../stack/nearest.mts'
import { placeholder, typed, type Known } from './options.mts'

// An import of node:util would load worker threads and a diff as well.
const { parseArgs } = process.getBuiltinModule('node:util')

/** A mistake on the command line. */
export const usageProblem = (message: string, hint = 'see --help'): Problem =>
  ({ code: 'usage', severity: 'error', path: '', file: '', line: 0, column: 0, source: '', message, hint })

/** What was read so far: raw values by option, other words, and what is wrong. */
export type Reading = {
  readonly known: Known
  readonly values: Map<string, string[]>
  readonly positionals: string[]
  readonly problems: Problem[]
}
type Token = ReturnType<typeof tokensOf>[number]

const tokensOf = (args: readonly string[], known: Known) => {
  const options = [...known].map(([name, { spec }]) => [name, {
    type: spec.type === 'boolean' || spec.type === 'some' ? 'boolean' : 'string',
    ...(spec.short ? { short: spec.short } : {}),
  }] as const)
  return parseArgs({ args: [...args], options: Object.fromEntries(options), strict: false, allowPositionals: true, tokens: true }).tokens
}

/** Splits `a,b` of lists; other values stay whole. */
const parts = (spec: OptionSpec, value: string): string[] =>
  spec.type === 'list' || spec.type === 'some' ? value.split(',').map((part) => part.trim()).filter((part) => part !== '') : [value]

const unknownOption = (rawName: string, known: Known): Problem => {
  const near = nearest(rawName.replace(/^--?(no-)?/, ''), [...known.keys()])
  return usageProblem(`there is no option ${rawName}`, near ? `did you mean --${near}?` : 'see --help')
}

/** Takes one option in; true when it is a list that goes on with the next words. */
const takeOption = (token: Extract<Token, { kind: 'option' }>, reading: Reading): boolean => {
  const { known, values, problems } = reading
  const denied = token.name.startsWith('no-') ? known.get(token.name.slice(3)) : undefined
  const option = known.get(token.name) ?? (denied?.spec.type === 'boolean' ? denied : undefined)
  const add = (items: readonly string[]) => option && values.set(option.name, [...(values.get(option.name) ?? []), ...items])
  if (!option) problems.push(unknownOption(token.rawName, known))
  else if (option.spec.type === 'boolean') {
    if (token.value !== undefined) problems.push(usageProblem(`${token.rawName} takes no value`, `write ${token.rawName} or --no-${typed(option.name)}`))
    values.set(option.name, known.has(token.name) ? ['yes'] : [])
  } else if (option.spec.type === 'some' && token.value === undefined) add(['all'])
  else if (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))) {
    problems.push(usageProblem(`${token.rawName} needs a value`, `write ${token.rawName}=${placeholder(option.spec)}`))
    // It was an option after all: whoever wants JSON gets this mistake as JSON.
    if (token.value?.startsWith('--')) values.set(token.value.slice(2), ['yes'])
  } else add(parts(option.spec, token.value))
  return option?.spec.type === 'list' && !token.inlineValue
}

/** Reads tokens in order; `words` stops at the first positional and keeps the rest as it is. */
export const readTokens = (args: readonly string[], words: boolean, known: Known): Reading => {
  const reading: Reading = { known, values: new Map(), positionals: [], problems: [] }
  let list: string | undefined
  for (const token of tokensOf(args, known)) {
    if (token.kind === 'option') list = takeOption(token, reading) ? known.get(token.name)?.name : undefined
    else if (token.kind === 'option-terminator') list = undefined
    else if (list) reading.values.get(list)?.push(...token.value.split(',').filter((part) => part !== ''))
    else if (words) {
      const rest = args.slice(token.index + 1)
      reading.positionals.push(token.value, ...(rest[0] === '--' ? rest.slice(1) : rest))
      break
    } else reading.positionals.push(token.value)
  }
  return reading
}
