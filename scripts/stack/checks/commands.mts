import { commandOf } from '../../kinds/development.mts'
import { kindOf } from '../../kinds/index.mts'
import { atService, isReloading, surroundingsOf, type Check, type Draft } from '../draft.mts'
import { piecesOf } from '../expand.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import { show } from '../prose.mts'
import { imageFactsOf } from '../recipes.mts'
import type { Service } from '../service.mts'
import type { Path } from '../source.mts'
import { splitWords } from '../words.mts'

/** Commands are words, never given to a shell: what only a shell would understand is a mistake. A wrapper has to know them. */
export const commands: Check = (draft) => [...draft.services.values()].flatMap((service) => [
  ...[['command'], ['dev', 'command'], ['health', 'command']].flatMap((path) => command(draft, service, path)),
  ...wrapped(draft, service),
])

const command = (draft: Draft, service: Service, path: Path): readonly Problem[] => {
  const value = path.reduce<unknown>((here, key) => isMap(here) ? here[key] : undefined, service.own)
  const wrong = typeof value === 'string' ? inText(value) : Array.isArray(value) ? inList(value.map(String)) : undefined
  if (wrong) return [atService(draft, 'bad-command', service, path, { value, ...wrong })]
  const hole = Array.isArray(value) || typeof value === 'string' ? unfilled(draft, [value].flat().map(String)) : undefined
  return hole === undefined ? [] : [atService(draft, 'interpolation-here', service, path, hole)]
}

const inShell = (line: string): string => `write \`[sh, -c, ${JSON.stringify(line)}]\``

const inText = (line: string): { message?: string; hint?: string } | undefined => {
  const words = splitWords(line)
  if (!words) return { message: 'a quote is opened here and never closed', hint: `close it; a quote that belongs to the command is written \`\\'\`` }
  if (words.length === 0) return {}
  if (words[0] === 'CMD' || words[0] === 'CMD-SHELL') return { message: `\`${words[0]}\` is not a program`, hint: inShell(line.replace(/^\s*CMD(-SHELL)?\s+/, '')) }
  const bare = line.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, ' ')
  if (/[;&|<>`]|\$\(/.test(bare)) return { message: `${show(line)} needs a shell, and none is asked`, hint: inShell(line) }
  const variable = /\$(\w+|\{\w+\})/.exec(bare)?.[0]
  return variable === undefined ? undefined : { message: `\`${variable}\` is not expanded without a shell`, hint: inShell(`exec ${line}`) }
}

const inList = (words: readonly string[]): { message?: string; hint?: string } | undefined => {
  const [first = '', ...rest] = words
  if (first === 'CMD') return { message: '`CMD` is not a program', hint: `write \`${JSON.stringify(rest)}\`` }
  if (first === 'CMD-SHELL') return { message: '`CMD-SHELL` is not a program', hint: inShell(rest.join(' ')) }
  if (rest.length === 0 && /\s/.test(first)) return { message: `${show(first)} is one word with a space in it, and no program is called so`, hint: `write it without brackets: \`${first}\`` }
  return words.join('').trim() === '' ? {} : undefined
}

const shells = /(^|\/)(ba|da|a|z)?sh$/

/** `{{db.host}}` is filled in variables only; `${NAME}` by nobody where no shell is. */
const unfilled = (draft: Draft, words: readonly string[]): { message: string; hint: string } | undefined => {
  const pieces = words.flatMap(piecesOf)
  const reference = pieces.find((piece) => piece.is === 'reference' && (draft.names.includes(piece.service) || piece.service === 'secrets'))
  if (reference?.is === 'reference') return { message: `\`{{${reference.service}.${reference.field}}}\` is filled in variables and in the value of a secret only`, hint: 'read the variable that needing the service gives, as in `[sh, -c, "exec program --host $DB_HOST"]`' }
  const variable = words.length > 1 && !words.some((word) => shells.test(word)) ? pieces.find(({ is }) => is === 'variable') : undefined
  return variable?.is === 'variable' ? { message: `\`\${${variable.name}}\` is not expanded here`, hint: inShell(`exec ${words.join(' ')}`) } : undefined
}

/** Where a secret becomes a variable, a wrapper starts the command. */
const wrapped = (draft: Draft, service: Service): readonly Problem[] => {
  const index = service.secrets.findIndex(({ as }) => as !== undefined)
  if (index < 0 || service.kind === 'external') return []
  const file = imageFactsOf(draft, service)
  const surroundings = surroundingsOf(draft)
  const kind = kindOf(service.kind)
  const inDevelopment = isReloading(draft) ? service.dev.command ?? kind.development?.(service, surroundings).command : undefined
  // The image of a database prepares its data in its entry point, which the wrapper would replace.
  const ofKind = kind.home === 'database' ? undefined : kind.fill(service, surroundings).command
  const known = service.command ?? inDevelopment ?? ofKind ?? commandOf(file)
  return known ? [] : [atService(draft, 'no-command', service, ['secrets', index, 'as'], { other: service.name })]
}
