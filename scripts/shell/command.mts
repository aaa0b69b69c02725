import type { Ground } from '../kinds/ground.mts'
import type { Outcome, Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { Problem } from '../stack/problem.mts'

/**
 * One option as it is declared: `string` takes a value, `list` several (`--x a b`, `--x a,b`, repeated), `some` is all
 * of something or a list of it (`--x`, `--x=a,b`). `value` is the placeholder that help shows.
 */
export type OptionSpec = {
  readonly type: 'boolean' | 'string' | 'list' | 'some'
  readonly hint: string
  readonly value?: string
  readonly short?: string
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type OptionValue<T extends OptionSpec['type']> = {
  readonly boolean: boolean
  readonly string: string | undefined
  readonly list: readonly string[]
  readonly some: 'all' | readonly string[] | undefined
}[T]

/** What the options hold after parsing: nothing given is false, undefined, or an empty list. */
export type OptionValues<O extends OptionSpecs> = { readonly [Name in keyof O]: OptionValue<O[Name]['type']> }

/** What every command understands. */
export type CommonOptions = {
  readonly json: boolean
  readonly dryRun: boolean
  readonly yes: boolean
  readonly verbose: boolean
  readonly confirm: string | undefined
}

/** The stack as it was read for the environments that were asked for. */
export type LoadedStack = {
  readonly environments: readonly Environment[]
  readonly problems: readonly Problem[]
  /** The same on a machine on which services run without containers. */
  readonly on?: (ground: Ground) => Promise<Pick<LoadedStack, 'environments' | 'problems'>>
}

/** Where to look for the stack and which environments to resolve: `env` undefined means every one. */
export type LoadInput = {
  readonly folder: string
  readonly env: string | undefined
  /** File with image names to use instead, from outside the stack. */
  readonly images: string | undefined
}
export type LoadStack = (input: LoadInput) => Promise<LoadedStack>

/** All that planning and reporting may know: values only. */
export type Context<O extends OptionSpecs = OptionSpecs> = {
  readonly options: OptionValues<O>
  readonly common: CommonOptions
  /** Positionals of a command about services; each names a service of the environment. */
  readonly services: readonly string[]
  /** Positionals of a command with `positionals: 'words'`. */
  readonly words: readonly string[]
  readonly envs: readonly string[]
  readonly environments: readonly Environment[]
  /** The environment of a command about one; reading it throws where none was loaded. */
  readonly environment: Environment
  /** Absolute; every path in a step counts from here. */
  readonly stackFolder: string
  readonly now: Date
  /** Whether a person can be asked. */
  readonly isTerminal: boolean
  /** Whether the result may carry colours. */
  readonly colours: boolean
}

/** What observing gets on top: the means to read the world and to say so. */
export type Observing<O extends OptionSpecs = OptionSpecs> = Context<O> & {
  /** One line of progress on stderr. */
  readonly say: (line: string) => void
  /** The stack, read once. */
  readonly load: () => Promise<LoadedStack>
  /** Aborted by Ctrl-C, TERM and HUP. */
  readonly signal: AbortSignal
}

/** The result: `text` for people, `result` for `--json`; `exit` where it is neither 0 nor the steps' own failure. */
export type Report = { readonly text: string; readonly result: unknown; readonly exit?: number }

/** A command: one file in scripts/, found by its name. */
export type Command<O extends OptionSpecs = OptionSpecs, Seen = unknown> = {
  readonly name: string
  readonly summary: string
  /** Where help lists it. */
  readonly group?: 'everyday' | 'production' | 'images' | 'checks' | 'more'
  readonly examples: readonly (readonly [line: string, what: string])[]
  /** `services` are checked against the stack, `names` are not; of `words` everything after the first is left as it is. */
  readonly positionals?: 'services' | 'names' | 'words'
  readonly options: O
  /** false: runs without a stack file (default true). */
  readonly needsStack?: boolean
  /** The environment without `--env` (default dev); `all` for every one. */
  readonly defaultEnvironment?: string
  /** true: says each thing worth knowing of the stack file; other commands only say how many there are (default false). */
  readonly explains?: boolean
  /** `asked`: an image map counts only when --images names it, not from GANTRY_IMAGES (default `always`). */
  readonly usesImageMap?: 'asked' | 'always'
  /** false: its changes need no lock on the environment; `first`: it always changes something, so it looks once, under the lock (default true). */
  readonly locks?: boolean | 'first'
  /** How often it may look, plan and apply before it has to be finished (default 1: once, without looking again). */
  readonly rounds?: number
  /** What the rounds after the first would do, as far as that is known; said by `--dry-run`. */
  later?(context: Context<O>, observed: Seen): string
  /** Reads the world; changes nothing. */
  observe(context: Observing<O>): Promise<Seen>
  /** Decides what to do; pure. */
  plan(context: Context<O>, observed: Seen): readonly Step[]
  /** Says what came of it; pure. `observed` is from before the last steps, or with rounds from after them when they were done. */
  report(context: Context<O>, observed: Seen, outcomes: readonly Outcome[]): Report
  /** What Ctrl-C still has to do: dev stops the stack. */
  whenInterrupted?(context: Context<O>, observed: Seen): readonly Step[]
}

/** Any command, for those who only run or list them: what one has observed is nobody's business but its own. */
export type AnyCommand = Command<any, any>

/** Declares a command; the types of its options and of what it observes are inferred. */
export const command = <const O extends OptionSpecs, Seen>(declared: Command<O, Seen>): Command<O, Seen> => declared
