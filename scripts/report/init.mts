import type { Decision, Leftover } from '../adopt/notes.mts'
import { showPlace } from '../adopt/notes.mts'
import type { Problem } from '../stack/problem.mts'
import { paint } from './paint.mts'

/** What init has to say: the sources, what was decided, what is left over, and what has to be mended. */
export type InitSaid = {
  readonly sources: readonly string[]
  readonly services: number
  readonly decisions: readonly Decision[]
  readonly leftovers: readonly Leftover[]
  readonly problems: readonly Problem[]
  readonly where: string
}

/** Lists for people: by service, each thing with its place, why, and the way out. */
export const initReport = (said: InitSaid, written: readonly string[], colours: boolean) => {
  const { sources, services, decisions, leftovers, problems, where } = said
  const brush = paint(colours)
  const errors = problems.filter(({ severity }) => severity === 'error')
  const count = `${services} ${services === 1 ? 'service' : 'services'}`
  const next = nextOf(errors.length, where)
  const text = [
    `stack.yaml with ${count}${sources.length > 0 ? `, made of ${sources.join(', ')}` : ', proposed: there is no compose file here'}`,
    ...section(brush.good(`Decided (${decisions.length})`), decisions, ({ at, what, as, because }) => [`took ${what} as ${as}, because ${because}`, showPlace(at)]),
    ...section(brush.warn(`Left over (${leftovers.length})`), leftovers, ({ at, what, why, instead }) => [`${what}: ${why}; ${instead}`, showPlace(at)]),
    ...errors.length === 0 ? [] : ['', brush.bad(`To be mended before it renders (${errors.length})`), ...errors.map(({ line, column, path, message, hint }) => `  stack.yaml:${line}:${column} ${path}: ${message}; ${hint}`)],
    ...written.length === 0 ? [] : ['', `Wrote ${written.join(', ')}`],
    '', next,
  ].join('\n')
  return { text, result: { sources, services, written, decisions, leftovers, problems: errors.map(({ code, path, line, column, message, hint }) => ({ code, path, line, column, message, hint })), next } }
}

const section = <T extends { readonly service: string }>(title: string, all: readonly T[], show: (one: T) => readonly [string, string]): readonly string[] => {
  const names = [...new Set(all.map(({ service }) => service))].toSorted((a, b) => Number(a === '') - Number(b === ''))
  return all.length === 0 ? [] : ['', title, ...names.flatMap((name) => [`  ${name === '' ? 'the stack' : name}`, ...all.filter(({ service }) => service === name).map((one) => {
    const [text, place] = show(one)
    return `    ${place === '' ? '' : `${place}  `}${text}`
  })])]
}

const nextOf = (errors: number, where: string): string => {
  const more = where === '' ? '' : ` ARGS='--stack ${where}'`
  const start = `make setup${more}, then make dev${more}`
  return errors > 0 ? `Next: mend what is listed, then ${start}` : `Next: look through stack.yaml, then ${start}`
}
