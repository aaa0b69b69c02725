import { flaw, type Asked } from './recipe-asked.mts'
import type { Service } from '../stack/service.mts'
import { plainPath } from '../stack/plain-path.mts'
import type { Facts } from './kind.mts'
import type { Parts } from './recipe-node.mts'

/** Python: packages by uv's or Poetry's lock, or by requirements; none where nothing is declared. */
export const pythonParts = ({ context }: Asked, face: Service, facts: Facts): Parts => {
  const path = (file: string): string => context === '.' ? file : `${context}/${file}`
  const has = (file: string): boolean => facts.exists(path(file))
  if (has('pyproject.toml') && has('uv.lock')) return { packages: { by: 'uv', files: ['pyproject.toml', 'uv.lock'] }, flaws: [] }
  if (has('pyproject.toml') && has('poetry.lock')) return { packages: { by: 'poetry', files: ['pyproject.toml', 'poetry.lock'] }, flaws: [] }
  if (has('requirements.txt')) return { packages: { by: 'pip', files: requirementFiles('requirements.txt', (file) => facts.text(path(file))) }, flaws: [] }
  if (!has('pyproject.toml')) return { flaws: [] }
  return { flaws: [flaw(face, 'no-lock-file', ['build'], { value: path('pyproject.toml'), hint: 'commit uv.lock (`uv lock`), poetry.lock (`poetry lock`), or a requirements.txt' })] }
}

/** A requirements file and those it names with `-r` and `-c`, in the folder. */
const requirementFiles = (file: string, text: (file: string) => string | undefined, known: readonly string[] = []): readonly string[] => {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.'
  const named = [...(text(file) ?? '').matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]+(\S+)/gm)].map(([, name = '']) => plainPath(`${folder}/${name}`))
  return named.filter((name) => !name.startsWith('..') && !name.includes('://'))
    .reduce<readonly string[]>((found, name) => found.includes(name) ? found : requirementFiles(name, text, found), [...known, file])
}
