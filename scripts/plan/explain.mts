import { backupSubject } from '../backup/effect.mts'
import { alpineSubject } from '../alpine/effect.mts'
import { restoreSubject } from '../restore/effect.mts'
import { wheelSubject } from '../wheels/effect.mts'
import type { Effect, Goal, Step } from './step.mts'

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', "'": "\\'" }
const escaped = (character: string): string => escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/** A word as it can be pasted into a shell, on one line. */
export const quoteWord = (word: string): string => {
  // A shell takes NAME=value and ~ for something else at some places; a control character would break the line.
  if (/^[\w@%+:,./-][\w@%+=:,./~-]*$/.test(word) && !/^\w+=/.test(word)) return word
  if (/[\x00-\x1f\x7f]/.test(word)) return `$'${word.replace(/[\x00-\x1f\x7f\\']/g, escaped)}'`
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command line as it can be pasted into a shell. */
export const quoteWords = (argv: readonly string[]): string => argv.map(quoteWord).join(' ')

/** The order in which services become ready: each after what it needs, otherwise as they stand. */
const inOrder = (goals: readonly Goal[]): readonly string[] => {
  const placed: string[] = []
  const place = (service: string, above: readonly string[]): void => {
    const goal = goals.find((each) => each.service === service)
    if (!goal || placed.includes(service) || above.includes(service)) return
    for (const need of goal.needs) place(need.service, [...above, service])
    placed.push(service)
  }
  for (const { service } of goals) place(service, [])
  return placed
}

type Subjects = { readonly [Do in Effect['do']]: (effect: Extract<Effect, { do: Do }>) => string }

const subjects: Subjects = {
  run: ({ argv }) => quoteWords(argv),
  write: ({ path }) => `write ${quoteWord(path)}`,
  remove: ({ path }) => `remove ${quoteWord(path)}`,
  folder: ({ path, mode, owner }) => `create folder ${quoteWord(path)} with mode ${mode.toString(8).padStart(4, '0')}${owner ? `, owner ${owner}` : ''}`,
  secret: ({ path, generate }) => `generate ${quoteWord(path)} (${generate})`,
  ask: ({ path, name }) => `ask for ${name}, write ${quoteWord(path)}`,
  'compose-secret': ({ path, parts }) =>
    `join ${parts.flatMap((part) => typeof part === 'string' ? [] : [part.secret]).join(', ')} into ${quoteWord(path)}`,
  wait: ({ goals }) => `wait for ${inOrder(goals).join(', ')}`,
  'fill-folder': ({ path, by }) => by.length === 0 ? `create folder ${quoteWord(path)}` : `fill ${quoteWord(path)}: ${by.map(({ argv }) => quoteWords(argv)).join('; ')}`,
  copy: ({ from, to }) => `copy ${quoteWord(from)} to ${quoteWord(to)}`,
  'sign-pair': ({ folder, names, by }) => `make a certificate for ${names.join(', ')}, signed by ${by === 'authority' ? 'your own authority' : 'itself'}, in ${quoteWord(folder)}`,
  'serve-pair': ({ certificate }) => `serve ${quoteWord(certificate)}`,
  'compare-served': ({ certificate, name, port }) => `compare what ${name}:${port} serves with ${quoteWord(certificate)}`,
  'order-certificate': ({ argv }) => quoteWords(argv),
  'end-processes': ({ processes }) => `end ${processes.map(({ service, pid }) => `${service} (process ${pid})`).join(', ')}`,
  supervise: ({ processes, goals }) => `run ${inOrder(goals).flatMap((name) => processes.filter(({ service }) => service === name)).map(({ service, on }) => `${service} (${on})`).join(', ')}`,
  answer: ({ routes }) => `ask ${routes.map(({ path, host }) => `${host ?? ''}${path}`).join(', ')}`,
  follow: ({ argv }) => quoteWords(argv),
  'read-logs': ({ names, follow }) => `${follow ? 'follow' : 'read'} the logs of ${names.join(', ')}`,
  'hand-over': ({ argv }) => quoteWords(argv),
  'ask-run': ({ goals }) => `restart ${goals.map(({ service }) => service).join(', ')}`,
  detach: ({ words }) => `start in the background: dev ${quoteWords(words)}`,
  build: ({ builds }) => builds.map(({ argv }) => quoteWords(argv)).join('; '),
  backup: backupSubject,
  restore: restoreSubject,
  wheels: wheelSubject,
  alpine: (effect) => alpineSubject(effect, quoteWords),
  'end-run': ({ pid }) => `end process ${pid} and all it runs`,
}

/** What a step does, in a few words or as the command line it runs. */
export const subject = (effect: Effect): string => (subjects[effect.do] as (effect: Effect) => string)(effect)

const dangers = { data: 'can lose data', downtime: 'interrupts service', removal: 'removes it' } as const

/** One step as one line: what, why, and what it puts at risk. */
export const explainStep = (step: Step): string =>
  `${subject(step)}  # ${step.why.replace(/\s*\n\s*/g, ' ')}${step.danger ? ` (${dangers[step.danger]})` : ''}`

/** A plan as text: what `--dry-run` prints and what the tests compare. */
export const explain = (steps: readonly Step[]): string => steps.map(explainStep).join('\n')
