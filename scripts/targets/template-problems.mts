import type { Problem, ProblemCode } from '../stack/problem.mts'
import { holesIn, type Hole } from './hole.mts'
import type { Sources } from './template.mts'
import { compileYaml } from './template-yaml.mts'

/** What is wrong with a stack's templates: what does not parse, holes nobody fills, values left out, files nobody reads. */
export const overrideProblems = (own: Sources, overrides: Sources): readonly Problem[] =>
  Object.entries(overrides).flatMap(([name, text]) => {
    const original = own[name]
    return original === undefined ? [foreign(name, own)] : [...flaws(name, text), ...differences(name, holesIn(original), holesIn(text))]
  })

const flaws = (name: string, text: string): readonly Problem[] => /\.ya?ml$/.test(name)
  ? compileYaml(text).flaws.map(({ message, line, column }) =>
    problem('yaml-syntax', name, { message, hint: 'Correct the template.', line, column, source: text.split('\n')[line - 1] ?? '' }))
  : []

const differences = (name: string, original: readonly Hole[], found: readonly Hole[]): readonly Problem[] => {
  const names = [...new Set(original.map((hole) => hole.name))].sort()
  const unknown = found.filter((hole) => !names.includes(hole.name)).map((hole) => problem('template-hole', name,
    { ...hole, message: `{{${hole.name}}} is not a value of this template`, hint: `Choose one of ${names.join(', ')}.` }))
  const unused = names.filter((value) => !found.some((hole) => hole.name === value)).map((value) => problem('template-unused', name,
    { message: `{{${value}}} is left out`, hint: `What it carries is not rendered; add {{${value}}} to keep it.` }))
  return [...unknown, ...unused]
}

const foreign = (name: string, own: Sources): Problem => {
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  const siblings = Object.keys(own).filter((other) => other.startsWith(folder))
  const choice = (siblings.length > 0 ? siblings : Object.keys(own)).join(', ')
  return problem('template-unused', name, { message: 'gantry has no template of this name', hint: `Choose one of ${choice}, or remove the file.` })
}

type Said = Pick<Problem, 'message' | 'hint'> & Partial<Pick<Problem, 'line' | 'column' | 'source'>>

const problem = (code: ProblemCode, name: string, { message, hint, line = 0, column = 0, source = '' }: Said): Problem =>
  ({ code, severity: code === 'template-unused' ? 'warning' : 'error', path: '', file: `templates/${name}`, line, column, source, message, hint })
