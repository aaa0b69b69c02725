import { splitWords } from '../stack/words.mts'
import { atRecipe, flaw, type Asked, type Flaw } from './recipe-asked.mts'
import { isMap } from '../stack/merge.mts'
import type { Service } from '../stack/service.mts'
import type { Facts } from './kind.mts'
import type { Recipe } from './image-recipe.mts'

/** What the files of a folder add to its recipe, and what is wrong with them. */
export type Parts = Pick<Partial<Recipe>, 'packages' | 'compile' | 'program' | 'output' | 'command'> & { readonly flaws: readonly Flaw[] }

const locks = [['package-lock.json', 'npm'], ['npm-shrinkwrap.json', 'npm'], ['pnpm-lock.yaml', 'pnpm']] as const

/** Node: packages by the lock file, a build where package.json has that script, a command where it says one. */
export const nodeParts = ({ context, spec }: Asked, face: Service, facts: Facts): Parts => {
  const path = (file: string): string => context === '.' ? file : `${context}/${file}`
  const compile = spec.build === undefined || spec.build === false ? {} : { compile: spec.build }
  if (!facts.exists(path('package.json'))) {
    const needless = spec.build ? [flaw(face, 'recipe-unfit', atRecipe(face, 'build'), { message: `there is no ${path('package.json')}, so nothing can be built`, hint: 'add it, or remove `build`' })] : []
    return { flaws: needless }
  }
  const manifest = readManifest(facts.text(path('package.json')) ?? '{}')
  if (!manifest) return { flaws: [flaw(face, 'recipe-unfit', ['build'], { message: `${path('package.json')} is not JSON`, hint: 'mend it' })] }
  const lock = locks.find(([file]) => facts.exists(path(file)))
  return {
    ...lock ? { packages: { by: lock[1], files: ['package.json', lock[0], ...facts.exists(path('.npmrc')) ? ['.npmrc'] : []] } } : {},
    ...compile, ...spec.build === undefined && manifest.scripts.build !== undefined ? { compile: ['npm', 'run', 'build'] } : {},
    ...commandIn(manifest),
    flaws: lock || !manifest.hasPackages ? [] : [flaw(face, 'no-lock-file', ['build'], { value: path('package.json'), hint: lockHint(path, facts) })],
  }
}

const lockHint = (path: (file: string) => string, facts: Facts): string => facts.exists(path('yarn.lock'))
  ? 'gantry installs with npm or pnpm: run `npm install --package-lock-only` there, or write a Dockerfile in the folder'
  : 'run `npm install --package-lock-only` there, and commit package-lock.json'

type Manifest = { readonly scripts: Readonly<Record<string, unknown>>; readonly main: unknown; readonly hasPackages: boolean }

const readManifest = (text: string): Manifest | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (!isMap(data)) return undefined
    return {
      scripts: isMap(data.scripts) ? data.scripts : {}, main: data.main,
      hasPackages: ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].some((key) => typeof data[key] === 'object' && Object.keys(data[key] ?? {}).length > 0),
    }
  } catch {
    return undefined
  }
}

/** `start` when it is one plain command of Node, else `main`: npm between the two would keep signals to itself. */
const commandIn = ({ scripts: { start }, main }: Manifest): Pick<Parts, 'command'> => {
  const words = typeof start === 'string' && !/[;&|<>`$=]/.test(start) ? splitWords(start) : undefined
  if (words?.[0] === 'node') return { command: words }
  return typeof main === 'string' ? { command: ['node', main] } : {}
}
