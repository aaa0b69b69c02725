import type { Context, OptionSpecs, OptionValues } from '../../scripts/shell/command.mts'
import type { Environment } from '../../scripts/stack/environment.mts'

type Wanted<O extends OptionSpecs> = Partial<Omit<Context<O>, 'options' | 'environment'>> & { readonly options?: Partial<OptionValues<O>> }

const empty = { boolean: false, string: undefined, list: [], some: undefined } as const

/** What a command's plan is given in a test: nothing asked for, except what is said here. */
export const contextOf = <const O extends OptionSpecs>(command: { readonly options: O }, { options, ...wanted }: Wanted<O> = {}): Context<O> => {
  const environments = wanted.environments ?? []
  const unset = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, empty[type]]))
  return {
    options: { ...unset, ...options } as OptionValues<O>,
    common: { json: false, dryRun: false, yes: false, verbose: false, confirm: undefined },
    services: [], words: [], envs: environments.map(({ name }) => name), environments,
    get environment(): Environment {
      const [first] = environments
      if (!first) throw new TypeError('this test gave no environment')
      return first
    },
    stackFolder: '/stack', now: new Date(0), isTerminal: false, colours: false, ...wanted,
  }
}
