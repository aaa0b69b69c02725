import { isGlob } from '../images/ignore-glob.mts'
import { cleanPath } from '../images/ignore-lines.mts'
import { compileIgnore, judgeOf } from '../images/ignore.mts'
import { takenBy } from '../images/sources-match.mts'

type Language = 'python' | 'node' | 'go' | 'static'

/** What decides which files of a service its builds do not see. */
export type DockerignoreInput = {
  /** The name of the stack file for the header. */
  readonly source: string
  readonly language: Language | undefined
  /** What instructions take from the context, as paths and patterns of COPY. */
  readonly needed: readonly string[]
  /** The service's own .dockerignore, which Docker would not read beside this file. */
  readonly own: string | undefined
}

/** Every build: history, editors, secrets, what gantry keeps, and files that only tell how to build and run. */
const common = [
  '**/.git', '**/.hg', '**/.svn', '.github', '.gitlab-ci.yml', '**/.idea', '**/.vscode', '**/.DS_Store', '**/*.swp', '**/*~',
  '.env', '.env.*', 'secrets', 'ssl', '.gantry', 'backups', '**/*.log', '**/*.log.*',
  '.dockerignore', 'Dockerfile*', '*.Dockerfile', 'compose*.yaml', 'compose*.yml', 'docker-compose*.yaml', 'docker-compose*.yml',
]

/** Tables, databases and archives, by their endings: a folder of data holds modules and word lists too. */
const data = ['csv', 'tsv', 'jsonl', 'parquet', 'feather', 'arrow', 'h5', 'hdf5', 'npy', 'npz', 'db', 'sqlite', 'duckdb', 'xlsx', 'gz', 'zip', 'zst'].map((ending) => `data/**/*.${ending}*`)

/** What tools of a language make again, and what its users keep beside the source. */
const perLanguage: Readonly<Record<Language, readonly string[]>> = {
  python: [
    '**/.venv', '**/venv', '**/site-packages', '**/__pycache__', '**/*.py[cod]', '**/*.egg-info', 'build/lib*', 'build/bdist.*',
    '**/.pytest_cache', '**/.mypy_cache', '**/.ruff_cache', '**/.hypothesis', '**/.tox', '**/.nox', '**/.coverage', '**/htmlcov',
    'notebooks', '**/*.ipynb', '**/.ipynb_checkpoints', 'mlruns', 'wandb', ...data,
  ],
  node: [
    '**/node_modules', '**/.next', '**/.nuxt', '**/.output', '**/.turbo', '**/.parcel-cache', '**/.vite', '**/.cache',
    '**/*.tsbuildinfo', 'coverage', '**/.nyc_output', '**/npm-debug.log*', '**/yarn-error.log*',
  ],
  go: ['*.test', '*.prof', 'coverage.out'],
  static: ['**/node_modules', '**/.cache', '**/.sass-cache', '**/.parcel-cache', '**/npm-debug.log*'],
}

/** The text of the ignore file beside a service's Dockerfile: nothing that an instruction takes by its name is dropped, unless the service's own lines do. */
export const dockerignoreText = ({ source, language, needed, own }: DockerignoreInput): string => {
  const kept = neededBack(language, needed)
  const lines = own?.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n').trimEnd()
  return [
    `# Rendered from ${source} by gantry: edit ${source}, not this file.`,
    '# What a build needs of all this comes back with a line such as `!data/words.txt` in the service\'s own .dockerignore.',
    ...common,
    ...language ? ['', `# ${titles[language]}`, ...perLanguage[language]] : [],
    ...kept.length > 0 ? ['', '# The Dockerfile takes these by their names:', ...kept] : [],
    ...lines ? ['', ownTitle, lines] : [],
    '',
  ].join('\n')
}

const ownTitle = '# The service\'s own .dockerignore:'

/** Which line of the service's own file stands at a line of the rendered one; undefined for gantry's lines. */
export const ownLineAt = (text: string, line: number): number | undefined => {
  const before = text.split('\n').indexOf(ownTitle) + 1
  return before > 0 && line > before ? line - before : undefined
}

const titles: Readonly<Record<Language, string>> = { python: 'Python', node: 'Node', go: 'Go', static: 'Static pages' }

/** The lines so far as Docker reads them: the same for every image of a language. */
const compiled = new Map<Language | undefined, ReturnType<typeof compileIgnore>>()
const droppedFor = (language: Language | undefined): ReturnType<typeof compileIgnore> => {
  const known = compiled.get(language) ?? compileIgnore('', [...common, ...language ? perLanguage[language] : []].join('\n'))
  compiled.set(language, known)
  return known
}

/** A line for every needed path that these lines would drop; what takes all there is names nothing. */
const neededBack = (language: Language | undefined, needed: readonly string[]): readonly string[] => {
  const ignore = droppedFor(language)
  const rule = judgeOf(ignore)
  const names = ignore.rules.map(({ pattern }) => sample(pattern))
  const isDropped = (path: string): boolean => {
    if (rule(sample(path)) !== undefined) return true
    const takes = takenBy({ instruction: '', line: 0, written: '', path, below: undefined, exclude: [] })
    return isGlob(path) && names.some(takes)
  }
  const paths = needed.map((path) => cleanPath(`/${path}`).slice(1)).filter((path) => /[^*?/]/.test(path))
  return [...new Set(paths)].filter(isDropped).sort().map((path) => `!${path}`)
}

/** A path that a pattern matches. */
const sample = (pattern: string): string => pattern.replace(/\*\*\//g, '').replace(/\[\^?(\w).*?\]/g, '$1').replace(/[*?]+/g, 'x')
