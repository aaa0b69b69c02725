import { scanWords, type Scanner } from '../alpine/cves.mts'
import type { Step } from '../plan/step.mts'

/** What is on this machine for images that are ready. */
export type Tools = {
  /** The first there is of trivy and grype. */
  readonly scanner: Scanner | undefined
  /** How cosign finds its key: COSIGN_KEY holds the key itself, or says where it is; without it cosign asks who you are. */
  readonly cosign: { readonly key: 'text' } | { readonly key: 'place'; readonly place: string } | { readonly key: 'none' } | undefined
}

/** What is asked for images beside building them. */
export type SupplyAsked = { readonly scan: boolean; readonly sign: boolean }

/** An image that was built; `digest` is what the registry knows it by, once it was pushed. */
export type SupplyImage = { readonly service: string; readonly image: string; readonly digest?: string | undefined }

/** Looks images through and signs them, as far as there are tools for it; none of these steps fails a build. */
export const supplySteps = (images: readonly SupplyImage[], { scan, sign }: SupplyAsked, { scanner, cosign }: Tools, after: readonly string[] = []): readonly Step[] => images.flatMap(({ service, image, digest }): readonly Step[] => [
  ...scan && scanner ? [{ do: 'run' as const, id: scanId(service), after, argv: scanWords(scanner, image), quiet: true, optional: true, why: 'known vulnerabilities are to be counted' }] : [],
  ...sign && cosign && digest !== undefined ? [{ do: 'run' as const, id: signId(service), after, argv: ['cosign', 'sign', '--yes', ...keyWords(cosign), pinned(image, digest)], quiet: true, optional: true, why: 'whoever runs it can tell where it is from' }] : [],
])

/** By this the outcome of a step is known again. */
export const scanId = (service: string): string => `scan ${service}`
export const signId = (service: string): string => `sign ${service}`

/** A key never stands in a command line: cosign reads it from the variable. */
const keyWords = (cosign: NonNullable<Tools['cosign']>): readonly string[] =>
  cosign.key === 'text' ? ['--key', 'env://COSIGN_KEY'] : cosign.key === 'place' ? ['--key', cosign.place] : []

/** A tag may be moved between the push and the signature; a digest means this image. */
const pinned = (image: string, digest: string): string => `${image.replace(/:[^:/]*$/, '')}@${digest}`

/** What cannot be done for want of a tool or of a digest, and the way out. */
export const undone = (images: readonly SupplyImage[], { scan, sign }: SupplyAsked, { scanner, cosign }: Tools): readonly string[] => [
  ...scan && !scanner ? ['not scanned: neither trivy nor grype is on PATH; install one of them'] : [],
  ...sign && !cosign ? ['not signed: cosign is not on PATH; install it'] : [],
  ...sign && cosign ? images.filter(({ digest }) => digest === undefined).map(({ service }) => `${service} not signed: only a pushed image has a digest that others can check; add --push`) : [],
]
