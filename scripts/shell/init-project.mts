import { isAbsolute, relative, resolve } from 'node:path'
import { adopt, type Adopted } from '../adopt/adopt.mts'
import { notebook, type Decision, type Leftover, type Trouble } from '../adopt/notes.mts'
import { findComposeFiles, type ProjectFiles } from '../adopt/project-files.mts'
import { propose } from '../adopt/propose.mts'
import { writeStack } from '../adopt/write.mts'
import type { Problem } from '../stack/problem.mts'
import { readStack } from '../stack/read.mts'
import { factsOf } from './facts.mts'
import { fail, mistake, refusal } from './failure.mts'
import { folderName, projectFiles } from './read-project.mts'

/** What init found in a folder, and what it would write there. */
export type InitSeen = {
  /** Files to write beside stack.yaml, by path. */
  readonly files: Readonly<Record<string, string>>
  readonly text: string
  readonly services: number
  readonly sources: readonly string[]
  readonly decisions: readonly Decision[]
  readonly leftovers: readonly Leftover[]
  /** What gantry's own checker says of the text. */
  readonly problems: readonly Problem[]
  readonly dotenv: Adopted['dotenv']
  /** `.env` as it is, or the example it would be made of. */
  readonly envText: string
  readonly gitignore: string | undefined
  /** The folder as it is named on a command line; empty where commands are started in it. */
  readonly where: string
}

/** Looks at a project and converts it; refuses where a stack file is there already. */
export const initProject = (folder: string, given: readonly string[], home: string): InitSeen => {
  const files = projectFiles(folder)
  if (!files.isFolder('.')) fail(mistake(`there is no folder ${folder}`, 'mend --stack'))
  if (files.list('.').some((name) => name.replace(/\/$/, '') === 'stack.yaml')) fail(refusal(`${folder}/stack.yaml is already there, and init overwrites nothing`, 'move it away, or give another folder with --stack DIR'))
  const values = files.readEnv('.env') ?? files.readEnv('.env.example') ?? {}
  const paths = given.length > 0 ? given.map((path) => nearer(path, files, folder, home)) : findComposeFiles(files.list('.').map((name) => name.replace(/\/$/, '')), values)
  const made = paths.length > 0 ? converted(paths, files, values, folderName(folder)) : proposed(files, folderName(folder))
  const written = Object.keys(made.files)
  const facts = factsOf(folder)
  const { problems } = readStack('stack.yaml', made.text, undefined, {
    facts: { ...facts, isFolder: (path) => facts.isFolder(path) || written.some((name) => name.startsWith(`${path.replace(/^\.\//, '')}/`)) },
    dotenv: (environment) => ({ files: '.env', exists: true, values: { ...values, ...made.dotenv, ...files.readEnv(`.env.${environment}`) } }), images: undefined,
  })
  return { ...made, problems, envText: files.read('.env') ?? files.read('.env.example') ?? '', gitignore: files.read('.gitignore'), where: shortest(relative(home, folder), folder) }
}

/** A file that was given counts from the stack folder, or from where the command was started. */
const nearer = (path: string, files: ProjectFiles, folder: string, home: string): string => {
  const other = relative(resolve(folder), resolve(home, path))
  return files.read(path) === undefined && files.read(other) !== undefined ? other : isAbsolute(path) ? other : path
}

/** How a folder is named on a command line. */
const shortest = (way: string, folder: string): string => way.length < folder.length ? way : folder

type Made = Omit<InitSeen, 'problems' | 'envText' | 'gitignore' | 'where'>

const converted = (paths: readonly string[], files: ProjectFiles, values: Readonly<Record<string, string>>, folder: string): Made => {
  const { adopted, troubles } = adopt({ paths, files, values, folder })
  if (!adopted) return refuse(troubles)
  return { files: {}, text: adopted.text, services: Object.keys(adopted.stack.services).length, sources: adopted.files, decisions: adopted.decisions, leftovers: adopted.leftovers, dotenv: adopted.dotenv }
}

const proposed = (files: ProjectFiles, folder: string): Made => {
  const notes = notebook()
  const { stack, files: written } = propose(files, folder, notes)
  return { files: written, text: writeStack(stack), services: Object.keys(stack.services).length, sources: [], decisions: notes.decisions(), leftovers: notes.leftovers(), dotenv: {} }
}

/** What is wrong with the compose files, every mistake with its place. */
const refuse = (troubles: readonly Trouble[]): never => {
  const [first, ...rest] = troubles.map(({ at, message, hint }) => [`${at.file}${at.line > 0 ? `:${at.line}:${at.column}` : ''} ${message}`, hint] as const)
  return fail(mistake(first?.[0] ?? 'the compose file can not be read', [first?.[1] ?? '', ...rest.map(([message, hint]) => `${message}: ${hint}`)].filter((line) => line !== '').join('\n')))
}
