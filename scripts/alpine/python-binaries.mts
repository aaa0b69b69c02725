import { whyUnfit, type PythonTarget } from '../wheels/fit.mts'
import { projectName, readWheelName, sourceVersion } from '../wheels/file-name.mts'
import { readToml, tablesAt, type Table } from '../wheels/pyproject.mts'
import type { Recipe } from '../kinds/image-recipe.mts'
import { versions } from '../kinds/versions.mts'
import { isMap } from '../stack/merge.mts'

/** A version of a project with the names of its files. */
export type Release = { readonly project: string; readonly version: string; readonly files: readonly string[] }

/** For which Python and which machine packages are looked at; `x86_64`, `aarch64`. */
export const targetOf = ({ images }: Pick<Recipe, 'images'>, machine: string): Omit<PythonTarget, 'libc'> =>
  ({ version: /:(\d+\.\d+)/.exec(images.build ?? '')?.[1] ?? versions.python, implementation: 'cp', machine, pip: '' })

/** Releases that a lock names, with their files. */
export const releasesIn = (lock: 'uv.lock' | 'poetry.lock', text: string): readonly Release[] => tablesAt(readToml(lock, text).table, 'package').map((table) => ({
  project: projectName(String(table['name'])), version: String(table['version']),
  files: (lock === 'uv.lock' ? tablesAt(table, 'wheels').map(uvFile) : tablesAt(table, 'files').map(({ file }) => String(file))).filter((file) => file.endsWith('.whl')),
}))

const uvFile = ({ url, path, filename }: Table): string => decodeURIComponent(String(filename ?? url ?? path).replace(/[?#].*$/, '').split('/').at(-1) ?? '')

/** Releases that have a wheel for Debian and none for Alpine; what has no wheel for either is built on both. */
export const lackingMusl = (releases: readonly Release[], target: Omit<PythonTarget, 'libc'>): readonly string[] => releases.filter(({ project, version, files }) => {
  const links = files.filter((file) => sourceVersion(file, project) === undefined && readWheelName(file)?.version === version).map((file) => ({ file, url: '' }))
  const isLacking = (libc: PythonTarget['libc']): boolean => whyUnfit(links, project, version, { ...target, libc }) !== undefined
  return links.length > 0 && !isLacking('glibc') && isLacking('musl')
}).map(({ project, version }) => `${project} ${version}`).sort()

/** Says which packages a Python has, one JSON list a line: name, version, and what its wheel was made for. */
export const listing = 'import importlib.metadata as m, json\nfor d in m.distributions(): print(json.dumps([d.metadata["Name"], d.version, d.read_text("WHEEL") or ""]))'

/** Installed packages with code for a machine in them, out of what that said. */
export const binariesIn = (text: string): readonly Omit<Release, 'files'>[] => text.split('\n').flatMap((line) => {
  const data: unknown = line.startsWith('[') ? JSON.parse(line) : undefined
  if (!Array.isArray(data) || isMap(data)) return []
  const [name, version, wheel] = data.map(String)
  return /^Tag: (?!.*-any\s*$)/m.test(wheel ?? '') ? [{ project: projectName(name ?? ''), version: version ?? '' }] : []
})
