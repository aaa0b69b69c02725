import { ownLineAt } from '../targets/dockerignore.mts'
import { sayHidden, type Hidden } from './context-hidden.mts'
import { compileIgnore, type Ignore } from './ignore.mts'
import { platformSteps } from './platform-steps.mts'
import { contextSources, type BuildSetting, type ContextSources } from './sources.mts'

/** The files that decide what a build reads; paths are relative to the stack folder, `own` is where the folder's own lines of a rendered ignore file stand. */
export type BuildFiles = {
  readonly service: string
  readonly context: string
  readonly dockerfile: { readonly path: string; readonly text: string }
  readonly ignore: { readonly path: string; readonly text: string; readonly own?: string }
  readonly setting: BuildSetting
}

/** An image that a stack builds, as far as its context goes. */
export type BuiltImage = Omit<BuildFiles, 'ignore' | 'setting'> & {
  readonly ignore: Ignore
  readonly own: string | undefined
  readonly ignoreText: string
  readonly sources: ContextSources
  /** Steps that run programs of the image's platform, as `dockerfile/api.Dockerfile:12`. */
  readonly platformSteps: readonly string[]
}

/** Reads the files of an image once. */
export const builtImage = ({ service, context, dockerfile, ignore, setting }: BuildFiles): BuiltImage => ({
  service, context, dockerfile, own: ignore.own, ignoreText: ignore.text,
  ignore: compileIgnore(ignore.path, ignore.text), sources: contextSources(dockerfile.text, setting),
  platformSteps: platformSteps(dockerfile.text, setting).map((line) => `${dockerfile.path}:${line}`),
})

/** Something to know before a build begins; it fails there, or goes on without a file. */
export type ContextProblem = { readonly service: string; readonly message: string; readonly hint: string; readonly fails: boolean }

/** Says what an image would miss, by the file that a person can edit. */
export const hiddenProblem = ({ service, dockerfile, ignore, own, ignoreText }: BuiltImage, hidden: Hidden): ContextProblem => {
  const { source, path, rule, fails } = hidden
  const line = own === undefined ? undefined : ownLineAt(ignoreText, rule.line)
  const said = line === undefined ? sayHidden(hidden, dockerfile.path, ignore.file) : sayHidden({ source, path, fails, rule: { ...rule, line } }, dockerfile.path, own ?? '')
  return { service, fails, message: said.message, hint: own !== undefined && line === undefined ? `add the line \`!${path}\` to ${own}` : said.hint }
}

/** Lines of an ignore file that Docker refuses: no build begins with them. */
export const ignoreProblems = ({ service, ignore, own, ignoreText }: BuiltImage): readonly ContextProblem[] => ignore.problems.map(({ file, line, column, message, hint }) => {
  const at = own === undefined ? undefined : ownLineAt(ignoreText, line)
  return { service, fails: true, message: `${at === undefined ? file : own}:${at ?? line}:${column}: ${message}`, hint }
})
