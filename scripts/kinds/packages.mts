import type { NativeSurroundings } from './kind.mts'
import { programOf, type Ground } from './ground.mts'
import type { Exec, Preparation } from './native-run.mts'

/** What the files of a source folder ask for before its program can run. */
export type Packages = {
  /** The language and its version, for people. */
  readonly on?: string
  readonly path: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly prepare: readonly Preparation[]
  /** Compiles before each start; `command` then runs what came of it. */
  readonly before?: Exec
  readonly command?: readonly string[]
}

const nothing: Packages = { path: [], variables: {}, prepare: [] }

/** Packages by the files that declare them: Node, Python or Go; nothing where none is there. */
export const packagesOf = (folder: string, around: NativeSurroundings): Packages => {
  const { facts } = around
  if (facts.exists(`${folder}/package.json`)) return nodePackages(folder, around)
  if (['uv.lock', 'poetry.lock', 'requirements.txt', 'pyproject.toml', '.venv'].some((file) => facts.exists(`${folder}/${file}`))) return pythonPackages(folder, around)
  return facts.exists(`${folder}/go.mod`) ? goPackages(folder, around) : nothing
}

/** A language and its version, for people; undefined where it is not among the programs found. */
export const onWhat = (ground: Ground, program: string): string | undefined => {
  const found = programOf(ground, program)
  return found && `${program.replace('python3', 'python')} ${found.version}`.trim()
}

const on = ({ ground }: NativeSurroundings, program: string): { readonly on?: string } => {
  const found = onWhat(ground, program)
  return found === undefined ? {} : { on: found }
}

const managers = [
  ['pnpm-lock.yaml', ['pnpm', 'install', '--frozen-lockfile'], 'node_modules/.modules.yaml'],
  ['yarn.lock', ['yarn', 'install', '--frozen-lockfile'], 'node_modules/.yarn-integrity'],
  ['package-lock.json', ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], 'node_modules/.package-lock.json'],
  ['package.json', ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'], 'node_modules/.package-lock.json'],
] as const

/** A proxy's authority is often known to the system only: a manager that does not ask there tries for minutes. */
const trust = { NODE_USE_SYSTEM_CA: '1' }

/** A manager that installs nothing, or copies its own record, leaves none that is newer: a mark of ours stands beside the packages and goes with them. */
const nodePackages = (folder: string, around: NativeSurroundings): Packages => {
  const { facts } = around
  const [lock, argv, record] = managers.find(([file]) => facts.exists(`${folder}/${file}`)) ?? managers[3]
  const mark = `${folder}/node_modules/.gantry`
  const hash = facts.hashOf([`${folder}/${lock}`]) ?? ''
  const isDue = facts.isNewer(`${folder}/${lock}`, `${folder}/${record}`) && facts.firstLine(mark) !== hash
  const install: Preparation = { run: { argv, cwd: folder, variables: trust }, mark: { path: mark, text: `${hash}\n` }, why: `the packages of ${folder} are not those of ${lock}` }
  return { ...nothing, ...on(around, 'node'), path: [`${folder}/node_modules/.bin`], prepare: isDue ? [install] : [] }
}

const pythonPackages = (folder: string, around: NativeSurroundings): Packages => {
  const { facts, ground } = around
  const own = facts.exists(`${folder}/.venv`)
  const tool = ([['uv.lock', 'uv', ['uv', 'sync', '--frozen']], ['poetry.lock', 'poetry', ['poetry', 'install', '--only', 'main', '--no-root']]] as const)
    .find(([file, program]) => facts.exists(`${folder}/${file}`) && programOf(ground, program))
  if (tool && !own) return inVenv(`${folder}/.venv`, around, [{ why: `${folder}/${tool[0]} has packages`, run: { argv: tool[2], cwd: folder, variables: { POETRY_VIRTUALENVS_IN_PROJECT: 'true' } } }])
  if (own) return inVenv(`${folder}/.venv`, around, [])
  return facts.exists(`${folder}/requirements.txt`) ? requirements(folder, around) : { ...nothing, ...on(around, 'python3') }
}

/** A virtual environment of its own for each content of the file: it is never stale and never half. */
const requirements = (folder: string, around: NativeSurroundings): Packages => {
  const { facts, ground } = around
  const file = `${folder}/requirements.txt`
  const venv = `${ground.state}/python/${folder.replaceAll('/', '-')}-${facts.hashOf([file]) ?? ''}`
  const mark = `${venv}/complete`
  const why = `the packages of ${file}`
  return inVenv(venv, around, facts.exists(mark) ? [] : [
    { why, run: { argv: ['python3', '-m', 'venv', '--clear', venv], cwd: '.' } },
    { why, run: { argv: [`${venv}/bin/python3`, '-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '-r', file], cwd: '.' }, mark: { path: mark, text: '' } },
  ])
}

const inVenv = (venv: string, around: NativeSurroundings, prepare: readonly Preparation[]): Packages =>
  ({ ...on(around, 'python3'), path: [`${venv}/bin`], variables: { VIRTUAL_ENV: `${around.ground.folder}/${venv}` }, prepare })

const goPackages = (folder: string, around: NativeSurroundings): Packages => {
  const program = `${around.ground.folder}/${around.ground.state}/go/${folder.replaceAll('/', '-')}`
  return { ...nothing, ...on(around, 'go'), before: { argv: ['go', 'build', '-o', program, '.'], cwd: folder }, command: [program] }
}
