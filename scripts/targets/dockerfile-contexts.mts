import type { Inclusion, Recipe } from '../kinds/image-recipe.mts'
import { folderOf } from './relative.mts'

/** The build context that something beside the build folder comes from. */
export const contextOf = ({ path }: Inclusion): string => `include-${path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`

/** Build contexts beside the build folder, by the names that the Dockerfile has for them; folders are relative to the stack folder. */
export const contextsOf = ({ include, wheels }: Recipe): Readonly<Record<string, string>> => Object.fromEntries([
  ...include.filter(({ isInside }) => !isInside).map((one) => [contextOf(one), one.isFolder ? one.source : folderOf(one.source) || '.'] as const),
  ...wheels === undefined ? [] : [['wheels', wheels] as const],
])

/** Files and folders of the build folder that the Dockerfile takes. */
export const neededOf = ({ packages, source, include }: Recipe): readonly string[] =>
  [...new Set([...packages?.files ?? [], ...source, ...include.filter(({ isInside }) => isInside).map(({ path }) => path)])]
