import { atRecipe, flaw, type Asked } from './recipe-asked.mts'
import { plainPath } from '../stack/plain-path.mts'
import type { Service } from '../stack/service.mts'
import type { Facts } from './kind.mts'
import { nodeParts, type Parts } from './recipe-node.mts'

/** A site: built like a Node program where there is something to build, else a folder as it is. */
export const staticParts = (asked: Asked, face: Service, facts: Facts): Parts => {
  const { context, spec, variant } = asked
  const { packages, compile, flaws } = nodeParts(asked, face, facts)
  const output = spec.output ?? (compile ? 'dist' : within(context, face.own.root))
  const wrong = variant === 'alpine' ? [] : [flaw(face, 'recipe-unfit', atRecipe(face, 'variant'), { message: 'a site is served by nginx on Alpine', hint: 'remove `variant`' })]
  if (output === undefined) return { flaws: [...wrong, flaw(face, 'recipe-unfit', ['build'], { message: `nothing says where in ${context} the files of the site are`, hint: 'add `recipe: { output: public }`, or `root:` with a folder in it' })] }
  const missing = compile || facts.isFolder(context === '.' ? output : `${context}/${output}`) ? [] : [flaw(face, 'path-missing', spec.output === undefined ? ['root'] : atRecipe(face, 'output'), { value: output })]
  return { ...compile ? { compile, ...packages ? { packages } : {} } : {}, output, flaws: [...wrong, ...compile ? flaws : [], ...missing] }
}

/** The folder that is mounted in development, as the build folder has it. */
const within = (context: string, root: unknown): string | undefined => {
  if (typeof root !== 'string') return undefined
  const path = plainPath(root)
  return context === '.' ? path : path === context ? '.' : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined
}
