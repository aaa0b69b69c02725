import { usedFiles, type Manifest } from './manifest.mts'

/** Paths below `wheels/` that nobody needs any more, and the bytes in them. */
export type Waste = { readonly paths: readonly string[]; readonly bytes: number; readonly services: readonly string[] }

/** What is in the wheelhouse for no service of the stack; `services` are those of the stack, in every environment. */
export const wasteOf = (manifest: Manifest, sizes: ReadonlyMap<string, number>, views: readonly string[], services: ReadonlySet<string>): Waste => {
  const kept: Manifest = { ...manifest, services: Object.fromEntries(Object.entries(manifest.services).filter(([name]) => services.has(name))) }
  const used = usedFiles(kept)
  const files = [...sizes.keys()].filter((path) => !used.has(path)).sort()
  const gone = Object.keys(manifest.services).filter((name) => !services.has(name))
  return {
    paths: [...files.map((path) => `files/${path}`), ...views.filter((name) => !services.has(name)).sort()],
    bytes: files.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0),
    services: gone,
  }
}

/** The manifest without them. */
export const pruned = (manifest: Manifest, { paths, services }: Waste): Manifest => ({
  files: Object.fromEntries(Object.entries(manifest.files).filter(([path]) => !paths.includes(`files/${path}`))),
  services: Object.fromEntries(Object.entries(manifest.services).filter(([name]) => !services.includes(name))),
})
