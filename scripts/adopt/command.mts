import type { Delivered } from './deliver.mts'
import type { Crew, Member } from './member.mts'
import type { Place } from './notes.mts'
import { shown, withSecrets } from './secret-words-in.mts'

/** Command and entry point of a service as the stack file says them; `raw` what has to be given to compose as it is. */
export type Started = { readonly command?: string | readonly string[]; readonly raw?: Readonly<Record<string, readonly string[]>> }

/** How a service starts. */
export const startOf = (member: Member, { command: whole, fileOf }: Delivered, { notes }: Crew): Started => {
  if (startsItself(member)) return sayUnstarted(member, notes)
  const { source: { command, entrypoint, build }, facts, label } = member
  const words = (given: readonly string[]) => withSecrets(given, fileOf).words
  if (whole) {
    notes.took(label, command?.at ?? entrypoint?.at, `the command of ${label}`, `\`${shown(whole.join(' '))}\``, 'a wrapper sets its secrets, and has to know the whole command, entry point first')
    return { command: brief(words(whole)) }
  }
  if (!entrypoint) return command && command.words.length > 0 ? { command: brief(words(command.words)) } : {}
  const all = [...entrypoint.words, ...command?.words ?? []]
  if (build && facts && !facts.entrypoint && all.length > 0) { notes.took(label, entrypoint.at, 'entrypoint', 'the beginning of `command:`', 'its Dockerfile has no entry point that would stand before it'); return { command: brief(words(all)) } }
  notes.took(label, entrypoint.at, 'entrypoint', 'a raw key for compose', 'the stack file has no key for it, and the image has an entry point of its own')
  return { raw: { entrypoint: words(entrypoint.words), ...command && command.words.length > 0 ? { command: words(command.words) } : {} } }
}

/** Kinds whose program gantry starts; of their command, postgres and redis read the settings. */
const startsItself = ({ kind }: Member): boolean => kind === 'postgres' || kind === 'redis' || kind === 'static-web'

const sayUnstarted = ({ kind, label, source: { command, entrypoint } }: Member, notes: Crew['notes']): Started => {
  const left = (key: string, at: Place) => notes.left(label, at, key, `the kind ${kind} starts its own program`, 'write `kind: container` and the image, where it is really needed')
  if (entrypoint && entrypoint.words.length > 0) left('entrypoint', entrypoint.at)
  if (kind === 'static-web' && command && command.words.length > 0 && command.words[0] !== 'nginx') left('command', command.at)
  return {}
}

/** A line where words and line are the same thing, else a list. */
const brief = (words: readonly string[]): string | readonly string[] => words.length > 0 && words.every((word) => /^[\w./:=@%+,-]+$/.test(word)) && !/^(CMD|CMD-SHELL)$/.test(words[0] ?? '') ? words.join(' ') : words
