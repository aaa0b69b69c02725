import { signWords, type Cosign, type Signature } from '../../supply/sign.mts'
import { capture } from '../processes.mts'

/** Signs pushed images one after another; one that cannot be signed says why and fails nothing. */
export const signImages = async <I extends { readonly image: string; readonly digest?: string }>(images: readonly I[], cosign: Cosign): Promise<readonly (I & { readonly signature?: Signature })[]> => {
  const signed: (I & { readonly signature?: Signature })[] = []
  for (const one of images) signed.push(one.digest === undefined ? one : { ...one, signature: await signImage(one.image, one.digest, cosign) })
  return signed
}

const signImage = async (image: string, digest: string, cosign: Cosign): Promise<Signature> => {
  const { code, stderr } = await capture(signWords(cosign, image, digest))
  if (code === 0) return {}
  return { trouble: stderr.trim().split('\n').at(-1)?.trim() || `cosign ended with ${code}` }
}
