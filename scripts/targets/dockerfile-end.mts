import type { Recipe } from '../kinds/image-recipe.mts'
import { execForm, exposed, linesOf, nameOf, partOf, timingsOf } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

/** How the program starts: as whom, where it listens, and its command. */
export const startOf = (recipe: Recipe, templates: Templates): string => partOf(templates, 'start', {
  home: recipe.language === 'static' ? undefined : partOf(templates, 'home'),
  user: recipe.user, ports: exposed(recipe), command: recipe.command && execForm(recipe.command),
})

/** What only the finished image says: how to ask for its health, and what it is. */
export const tailOf = (recipe: Recipe, templates: Templates): string => partOf(templates, 'tail', {
  timings: recipe.health && timingsOf(recipe.health), probe: recipe.health && execForm(recipe.health.command),
  title: `${recipe.stack}/${recipe.name}`, base: recipe.images.run === undefined ? undefined : nameOf(recipe.images.run),
})

/** The last stage of an interpreted program without a distribution: the interpreter, the libraries it is linked to, and what follows. */
export const closureOf = (recipe: Recipe, { from, environment }: { readonly from: string; readonly environment: string }, templates: Templates): string => {
  const [uid, gid = uid] = recipe.user.split(':')
  const { run } = recipe.system
  return partOf(templates, 'closure', {
    from, environment, workdir: recipe.workdir, passwd: `app:x:${uid}:${gid}::/tmp:/sbin/nologin`, collect: partOf(templates, `${recipe.language}-closure`),
    packages: run.length === 0 ? undefined : partOf(templates, 'closure-packages', { packages: run.join(' ') }),
  })
}

/** The last stage; `content` is what it has of the source. */
export const productionOf = (recipe: Recipe, { from, packages, content }: { readonly from: string; readonly packages?: string | undefined; readonly content?: string | undefined }, templates: Templates): string =>
  partOf(templates, 'production', { from, packages, content, start: startOf(recipe, templates), tail: tailOf(recipe, templates) })

/** What an image has of packages and source, in the order in which they change. */
export const contentOf = (beside: string | undefined, source: string | undefined): string | undefined => linesOf([beside, source])
