import type { Builder } from '../docker/builder.mts'
import { platformName } from './platform.mts'

/** What a build asks of the builder beyond an image for this machine. */
export type Asked = {
  /** None is the engine's own. */
  readonly platforms: readonly string[]
  /** Whether the cache is written to a registry. */
  readonly cacheTo: boolean
  /** Whether SBOM or provenance go with the image. */
  readonly attest: boolean
  /** Whether images go to a registry; otherwise the engine gets them. */
  readonly push: boolean
  /** Steps that run programs of the platform an image is for, as `dockerfile/api.Dockerfile:12`; a builder needs no emulation without them. */
  readonly runs: readonly string[]
}

/** What the builder in use cannot do, and the way out. */
export type Demand = { readonly message: string; readonly hint: string }

/** Finds what a build asks that its builder cannot do. */
export const demandsOf = (asked: Asked, builder: Builder): readonly Demand[] => [
  ...emulation(asked, builder),
  ...platforms(asked, builder),
  ...asked.cacheTo && !builder.can.cacheExport ? [{ message: `a build cache cannot be written to a registry: ${keeps}`, hint: otherStore }] : [],
  ...attestations(asked, builder),
]

const keeps = 'this engine keeps images in its classic store'
const otherStore = 'put `"features": { "containerd-snapshotter": true }` into the engine\'s daemon.json and restart it, or use a builder of its own: docker buildx create --driver docker-container --use'

/** A builder that was never started does not say what it can run. */
const emulation = ({ platforms: wanted, runs }: Asked, { name, platforms: known }: Builder): readonly Demand[] => {
  const missing = known.length === 0 || runs.length === 0 ? [] : wanted.filter((each) => !known.map(platformName).includes(platformName(each)))
  if (missing.length === 0) return []
  const architectures = [...new Set(missing.map((each) => platformName(each).split('/')[1]))].join(',')
  return [{
    message: `the builder ${name} cannot run programs for ${missing.join(', ')}, which ${runs[0]}${runs.length > 1 ? ` and ${runs.length - 1} more steps` : ''} would need: it runs ${known.join(', ')}`,
    hint: `install an emulator: docker run --privileged --rm tonistiigi/binfmt --install ${architectures} (or the package qemu-user-static), or give the builder a machine of that platform: docker buildx create --append`,
  }]
}

const platforms = ({ platforms: wanted, push }: Asked, { can }: Builder): readonly Demand[] => {
  if (new Set(wanted.map(platformName)).size < 2) return []
  if (!can.manyPlatforms) return [{ message: `${wanted.join(' and ')} cannot be built as one image: ${keeps}, which holds one platform of each`, hint: otherStore }]
  return push || can.loadMany ? [] : [{ message: `an image for ${wanted.join(' and ')} cannot be given to the engine: its classic store holds one platform of each`, hint: 'push it with --push, or build for one platform' }]
}

const attestations = ({ attest, push }: Asked, { can }: Builder): readonly Demand[] => {
  if (!attest) return []
  if (!can.attest) return [{ message: `SBOM and provenance cannot be added: ${keeps}`, hint: otherStore }]
  return push || can.loadMany ? [] : [{ message: 'SBOM and provenance cannot be given to the engine: its classic store holds no attestations', hint: 'push the image with --push, or leave them out' }]
}
