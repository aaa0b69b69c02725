import { flaw, type Flaw } from './recipe-asked.mts'
import type { Service } from '../stack/service.mts'
import type { Facts } from './kind.mts'
import type { Inclusion, Recipe } from './image-recipe.mts'

/** What goes into an image beside its source; of the build folder itself only what the source leaves out. */
export const inclusionsOf = (crew: readonly Service[], context: string, { isPartial }: { readonly isPartial: boolean }, facts: Facts): { readonly include: Recipe['include']; readonly flaws: readonly Flaw[] } => {
  const found = new Map<string, Inclusion>()
  const flaws: Flaw[] = []
  for (const service of crew) for (const [index, source] of service.include.entries()) {
    const inside = context === '.' ? source : source.startsWith(`${context}/`) ? source.slice(context.length + 1) : undefined
    const path = inside ?? source.slice(source.lastIndexOf('/') + 1)
    const wrong = wrongAt(source, context, found.get(path), facts)
    if (wrong) flaws.push(flaw(service, wrong.code, ['include', index], wrong.details))
    else if (inside === undefined || isPartial) found.set(path, { source, path, isFolder: facts.isFolder(source), isInside: inside !== undefined })
  }
  return { include: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), flaws }
}

const wrongAt = (source: string, context: string, other: Inclusion | undefined, facts: Facts): Pick<Flaw, 'code' | 'details'> | undefined => {
  if (source === '.' || source === context || context.startsWith(`${source}/`)) return { code: 'project-mounted', details: { value: source, message: `${JSON.stringify(source)} holds the build folder itself`, hint: 'name the folder beside it that the image needs' } }
  if (source.startsWith('..')) return { code: 'path-leaves-stack', details: { value: source } }
  const leads = facts.leavesTo(source)
  if (leads !== undefined) return { code: 'path-leaves-stack', details: { value: source, other: leads } }
  if (!facts.exists(source)) return { code: 'path-missing', details: { value: source, hint: 'create it, or mend the path (in `include` it counts from the build folder)' } }
  return other && other.source !== source ? { code: 'recipe-unfit', details: { message: `${source} and ${other.source} would stand at the same place in the image`, hint: 'rename one of them' } } : undefined
}

/** Folders that volumes of these services are mounted over, each with the user that writes there; one of an unusual name is handed over when the volume is made. */
export const foldersOf = (crew: readonly Service[], userOf: (service: Service) => string): Recipe['folders'] => {
  const folders = crew.flatMap((service) => service.mounts.flatMap((mount) => mount.type === 'volume' && /^[\w@+./-]+$/.test(mount.path) ? [{ path: mount.path, user: userOf(service), readOnly: mount.readOnly }] : []))
  // Who writes there goes before who only reads.
  const byPath = new Map([...folders].sort((a, b) => Number(b.readOnly) - Number(a.readOnly)).map(({ path, user }) => [path, { path, user }]))
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
