import type { Workload } from '../kinds/workload.mts'

/**
 * Whether a build may miss something, or be none: somebody wrote its Dockerfile, lines of its ignore file or a raw block, or named
 * folders, of which gantry's own lines may leave nothing. Packages and a whole folder always come as gantry says.
 */
export const isDoubtful = ({ build, recipe, compose }: Pick<Workload, 'build' | 'recipe' | 'compose'>): boolean =>
  recipe === undefined || build?.dockerfile !== undefined || compose?.['build'] !== undefined || (recipe.ignore ?? '').trim() !== ''
  || [...recipe.source, ...recipe.include.filter(({ isInside }) => isInside).map(({ path }) => path)].some((path) => path !== '.')
