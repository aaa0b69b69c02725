import { scanWords, type Scanner } from '../alpine/cves.mts'
import type { Step } from '../plan/step.mts'
import type { Cosign, Signature } from './sign.mts'

/** What is on this machine for images that are ready: the first there is of trivy and grype, and cosign. */
export type Tools = { readonly scanner: Scanner | undefined; readonly cosign: Cosign | undefined }

/** What is asked for images beside building them. */
export type SupplyAsked = { readonly scan: boolean; readonly sign: boolean }

/** An image that was built; `digest` is what the registry knows it by, once it was pushed, `signature` what became of signing that. */
export type SupplyImage = { readonly service: string; readonly image: string; readonly digest?: string | undefined; readonly signature?: Signature | undefined }

/** Looks images through as far as there is a tool for it; none of these steps fails a build. A signature is made with the push, which alone knows the digest. */
export const supplySteps = (images: readonly SupplyImage[], { scan }: SupplyAsked, { scanner }: Tools, after: readonly string[] = []): readonly Step[] =>
  !scan || !scanner ? [] : images.map(({ service, image }) => ({
    do: 'run', id: scanId(service), after, argv: scanWords(scanner, image), quiet: true, optional: true, why: 'known vulnerabilities are to be counted',
  }))

/** By this the outcome of a scan is known again. */
export const scanId = (service: string): string => `scan ${service}`

/** What cannot be done for want of a tool or of a digest, and the way out. */
export const undone = (images: readonly SupplyImage[], { scan, sign }: SupplyAsked, { scanner, cosign }: Tools): readonly string[] => [
  ...scan && !scanner ? ['not scanned: neither trivy nor grype is on PATH; install one of them'] : [],
  ...sign && !cosign ? ['not signed: cosign is not on PATH; install it'] : [],
  ...sign && cosign ? images.filter(({ digest }) => digest === undefined).map(({ service }) => `${service} not signed: only a pushed image has a digest that others can check; add --push`) : [],
]
