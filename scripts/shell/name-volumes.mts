import type { Volume } from '../plan/clean-volumes.mts'
import { fail, mistake, refusal } from './failure.mts'

// A command looks again once it holds the lock; nobody is asked twice.
const typed = new Set<string>()

/** The names of volumes that may go without a backup: as they were given, or as a person types each of them now. */
export const nameVolumes = async (given: 'all' | readonly string[] | undefined, alone: readonly Volume[], all: readonly Volume[], question: ((text: string) => Promise<string>) | undefined): Promise<readonly string[]> => {
  if (given === undefined) return []
  if (given !== 'all') {
    const stranger = given.find((name) => !all.some((one) => one.name === name))
    return stranger === undefined ? given : fail(mistake(`--without-backup: there is no volume ${stranger} of this environment`, all.length === 0 ? 'it has none' : `its volumes: ${all.map(({ name }) => name).join(', ')}`))
  }
  if (alone.length > 0 && !question) return fail(refusal('nobody can be asked to type the names of the volumes', `name them: --without-backup=${alone.map(({ name }) => name).join(',')}`))
  for (const { name } of alone.filter((one) => !typed.has(one.name))) {
    if ((await question?.(`type ${name} to remove it without a backup: `))?.trim() !== name) return fail(refusal(`${name} was not typed: nothing was done`))
    typed.add(name)
  }
  return alone.map(({ name }) => name)
}
