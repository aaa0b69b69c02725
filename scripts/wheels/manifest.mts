import { isMap } from '../stack/merge.mts'

/** A wheel in the wheelhouse; `built` says from which source (its hash) and in which image (its name and its id), where it was not fetched. */
export type WheelFile = { readonly sha256: string; readonly size: number; readonly built?: { readonly from: string; readonly in: string; readonly id: string } }

/** What stands ready for one service on one platform. */
export type Entry = {
  readonly platform: string
  readonly python: string
  /** The public name of its base image, the image that was used, and that image's id. */
  readonly base: string
  readonly image: string
  readonly id: string
  /** Packages of the operating system that were there to build with. */
  readonly packages: readonly string[]
  /** Hashes of the files that said what it needs. */
  readonly requirements: Readonly<Record<string, string>>
  /** Paths below `files/`. */
  readonly wheels: readonly string[]
}

/** What `wheels/manifest.json` says. */
export type Manifest = { readonly files: Readonly<Record<string, WheelFile>>; readonly services: Readonly<Record<string, readonly Entry[]>> }

export const emptyManifest: Manifest = { files: {}, services: {} }

const version = 1

/** Reads the manifest; undefined where it is none of this version: then nothing in the wheelhouse counts. */
export const readManifest = (text: string): Manifest | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (!isMap(data) || data['version'] !== version || !isMap(data['files']) || !isMap(data['services'])) return undefined
    return { files: data['files'], services: data['services'] } as unknown as Manifest
  } catch {
    return undefined
  }
}

const sorted = <T,>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1))

/** The manifest as it is written: the same bytes for the same content. */
export const manifestText = ({ files, services }: Manifest): string =>
  `${JSON.stringify({ version, files: sorted(files), services: sorted(services) }, null, 1)}\n`

/** The manifest with what was collected for services in place of what they had on that platform. */
export const withEntries = (manifest: Manifest, services: readonly string[], entry: Entry, files: Manifest['files']): Manifest => ({
  files: { ...manifest.files, ...files },
  services: { ...manifest.services, ...Object.fromEntries(services.map((name) => [name, [...(manifest.services[name] ?? []).filter(({ platform }) => platform !== entry.platform), entry].toSorted((a, b) => a.platform < b.platform ? -1 : 1)])) },
})

/** Paths of the wheels that some entry names. */
export const usedFiles = ({ services }: Manifest): ReadonlySet<string> => new Set(Object.values(services).flat().flatMap(({ wheels }) => wheels))
