import type { Argv } from '../docker/argv.mts'

/** How cosign finds its key: COSIGN_KEY holds the key itself, or says where it is; without it cosign asks who you are. */
export type Cosign = { readonly key: 'text' } | { readonly key: 'place'; readonly place: string } | { readonly key: 'none' }

/** What became of a signature; without trouble it is there. */
export type Signature = { readonly trouble?: string }

/** Signs what was pushed: a tag may be moved before the signature, a digest means this image. A key never stands in a command line: cosign reads it from the variable. */
export const signWords = (cosign: Cosign, image: string, digest: string): Argv => ['cosign', 'sign', '--yes', ...keyWords(cosign), `${image.replace(/:[^:/]*$/, '')}@${digest}`]

const keyWords = (cosign: Cosign): readonly string[] =>
  cosign.key === 'text' ? ['--key', 'env://COSIGN_KEY'] : cosign.key === 'place' ? ['--key', cosign.place] : []
