import type { Problem } from '../stack/problem.mts'
import type { Data } from './data.mts'
import { holesIn, type Values } from './hole.mts'
import { overrideProblems } from './template-problems.mts'
import { compileText, fillLines } from './template-text.mts'
import { compileYaml, type YamlTemplate } from './template-yaml.mts'

/** Template sources by their path below templates/: `compose/service.yaml`. */
export type Sources = Readonly<Record<string, string>>

/** Every template, ready to be filled. A value that has no hole, or a hole without a value, is the caller's mistake: it throws. */
export type Templates = {
  readonly yaml: (name: string, values: Values) => Data
  readonly text: (name: string, values: Values) => string
}

/** Makes templates of gantry's own sources and those a stack puts over them, with what is wrong in the latter. */
export const compileTemplates = ({ own, overrides }: { readonly own: Sources; readonly overrides: Sources }): {
  readonly templates: Templates
  readonly problems: readonly Problem[]
} => {
  const original = once((name) => ownSource(own, name))
  const sourceOf = (name: string): string => overrides[name] ?? original(name)
  const declared = once((name) => new Map(holesIn(original(name)).map((hole) => [hole.name, hole.line])))
  const yaml = once((name) => compiled(name, sourceOf(name), name in overrides))
  const text = once((name) => compileText(sourceOf(name)))
  const templates: Templates = {
    yaml: (name, values) => yaml(name)(agreed(name, declared(name), values)),
    text: (name, values) => fillLines(text(name), agreed(name, declared(name), values)),
  }
  return { templates, problems: overrideProblems(own, overrides) }
}

const ownSource = (own: Sources, name: string): string => {
  const source = own[name]
  if (source === undefined) throw new Error(`there is no template ${name}`)
  return source
}

const once = <T,>(make: (name: string) => T): ((name: string) => T) => {
  const made = new Map<string, T>()
  return (name) => {
    const value = made.get(name) ?? make(name)
    made.set(name, value)
    return value
  }
}

/** A stack's broken template is among the problems; a broken one of gantry's own cannot be worked with. */
const compiled = (name: string, source: string, isOverride: boolean): YamlTemplate => {
  const { fill, flaws: [flaw] } = compileYaml(source)
  if (flaw && !isOverride) throw new Error(`templates/${name} ${flaw.line}:${flaw.column}: ${flaw.message}`)
  return fill
}

/** The holes of gantry's own template are the names its values have to have, no more and no fewer. */
const agreed = (name: string, declared: ReadonlyMap<string, number>, values: Values): Values => {
  for (const [hole, line] of declared) if (!(hole in values)) throw new Error(`templates/${name}:${line}: no value is named ${hole}`)
  for (const value of Object.keys(values)) if (!declared.has(value)) throw new Error(`templates/${name}: the value ${value} has no hole`)
  return values
}
