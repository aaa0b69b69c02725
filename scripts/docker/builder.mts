import type { Argv } from './argv.mts'

/** What builds images here; `platforms` is empty where the builder was never started and so is not known. */
export type Builder = {
  readonly name: string
  readonly driver: string
  readonly platforms: readonly string[]
  /** How the engine keeps images: the classic store holds one platform of an image and no attestation. */
  readonly store: 'classic' | 'containerd'
  readonly can: {
    /** Writes its cache to a registry or a folder. */
    readonly cacheExport: boolean
    /** Adds SBOM and provenance to what it pushes. */
    readonly attest: boolean
    readonly manyPlatforms: boolean
    /** Hands an image of several platforms, or with attestations, to the engine. */
    readonly loadMany: boolean
  }
}

/** Builds command lines that ask about the builder in use. */
export const builder = {
  inspect: (): Argv => ['docker', 'buildx', 'inspect'],
} as const

/** What `docker buildx inspect` and `docker info --format json` say of the builder in use. */
export const builderOf = (inspect: string, info: string): Builder => {
  const driver = valueOf(inspect, 'Driver') ?? ''
  const store = storeOf(info)
  // The engine's own builder writes into the engine's store; every other one has a store of its own.
  const isFree = driver !== 'docker' || store === 'containerd'
  return {
    name: valueOf(inspect, 'Name') ?? '', driver, platforms: platformsOf(inspect), store,
    can: { cacheExport: isFree, attest: isFree, manyPlatforms: isFree, loadMany: store === 'containerd' },
  }
}

const valueOf = (inspect: string, key: string): string | undefined => new RegExp(`^${key}:[ \\t]*(.+)$`, 'm').exec(inspect)?.[1]?.trim()

/** Those of all its nodes; an asterisk marks what a user asked a node to take. */
const platformsOf = (inspect: string): readonly string[] =>
  [...new Set([...inspect.matchAll(/^Platforms:[ \t]*(.*)$/gm)].flatMap(([, list = '']) => list.split(',').map((each) => each.trim().replace(/\*$/, '')).filter((each) => each !== '')))]

const storeOf = (info: string): Builder['store'] => {
  const { DriverStatus } = JSON.parse(info) as { readonly DriverStatus?: readonly (readonly string[])[] | null }
  return (DriverStatus ?? []).some(([name, value]) => name === 'driver-type' && value?.startsWith('io.containerd.snapshotter')) ? 'containerd' : 'classic'
}
