import type { Inclusion, Recipe } from '../kinds/image-recipe.mts'
import { contextOf } from './dockerfile-contexts.mts'
import { linesOf, partOf } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

/** Files that declare packages, each where it stands in the folder. */
export const copyPackages = ({ packages }: Recipe): string | undefined => {
  const files = packages?.files ?? []
  const flat = files.filter((file) => !file.includes('/'))
  return linesOf([flat.length === 0 ? undefined : `COPY ${flat.join(' ')} ./`, ...files.filter((file) => file.includes('/')).map((file) => `COPY ${file} ${file}`)])
}

/** The source; readable by everybody, whatever the umask of the checkout was. */
export const copySource = ({ source }: Recipe): string | undefined => linesOf(source.map((path) => `COPY --chmod=755 ${path} ${path}`))

/** What goes into the image beside the source: folders for volumes, and what was included. */
export const beside = (recipe: Recipe): string | undefined => linesOf([foldersOf(recipe), ...recipe.include.map(inclusion)])

/** The same where nothing can be run: the folders come from the stage before. */
export const besideAlone = (recipe: Recipe): string | undefined =>
  linesOf([...recipe.folders.map(({ path, user }) => `COPY --from=application --chown=${user} ${path} ${path}`), ...recipe.include.map(inclusion)])

/** A new volume takes the owner of the folder it is mounted over. */
export const foldersOf = ({ folders }: Recipe): string | undefined => linesOf([...new Set(folders.map(({ user }) => user))].map((user) => {
  const [uid, gid = uid] = user.split(':')
  return `RUN install -d -o ${uid} -g ${gid} ${folders.filter((folder) => folder.user === user).map(({ path }) => path).join(' ')}`
}))

const inclusion = (one: Inclusion): string => one.isInside ? `COPY --chmod=755 ${one.path} ${one.path}`
  : `COPY --from=${contextOf(one)} --chmod=755 ${one.isFolder ? '/' : `/${one.source.slice(one.source.lastIndexOf('/') + 1)}`} ${one.path}`

/** When packages of the operating system are left out, and what a step has to see to know it. */
type Unless = { readonly mount: string; readonly guard: string }

const always: Unless = { mount: '', guard: '' }

/** Packages of the operating system, by the package manager of what they go into; undefined where there are none. */
export const systemPackages = (templates: Templates, packages: readonly string[], image: string | undefined, unless = always): string | undefined =>
  packages.length === 0 ? undefined : partOf(templates, image !== undefined && /alpine/.test(image) ? 'alpine-packages' : 'debian-packages', { packages: [...new Set(packages)].join(' '), ...unless })
