import { resolve } from 'node:path'
import type { Trouble } from './answer.mts'
import type { Arguments } from './arguments.mts'
import type { AnyCommand, Context, LoadedStack, Observing } from './command.mts'
import { nearest } from '../stack/nearest.mts'
import type { Given } from './session.mts'
import { usageProblem } from './tokens.mts'

/** All that a command may know, and the means to look at the world. */
export const createContext = (command: AnyCommand, args: Arguments, { terminal, now, progress, signal }: Given, read: LoadedStack, load: Observing['load']): Observing => ({
  options: args.options as Context['options'],
  common: args.common,
  services: command.positionals === 'words' ? [] : args.positionals,
  words: command.positionals === 'words' ? args.positionals : [],
  envs: read.environments.map(({ name }) => name),
  environments: read.environments,
  get environment() {
    const [first] = read.environments
    if (!first) throw new TypeError(`${command.name} reads no stack, so it has no environment`)
    return first
  },
  stackFolder: resolve(args.stack),
  now,
  isTerminal: terminal.canAsk,
  colours: terminal.colours && !args.common.json,
  say: progress.say,
  load,
  signal,
})

/** Positionals that name no service of the environments. */
export const unknownServices = ({ services, environments, envs }: Context): readonly Trouble[] => {
  const names = [...new Set(environments.flatMap(({ workloads }) => workloads.map(({ name }) => name)))]
  return services.filter((service) => !names.includes(service)).map((service) => {
    const near = nearest(service, names)
    const hint = near ? `did you mean \`${near}\`?` : `the services are ${names.join(', ')}`
    return { ...usageProblem(`there is no service ${JSON.stringify(service)} in ${envs.join(', ')}`, hint), code: 'unknown-service' }
  })
}
