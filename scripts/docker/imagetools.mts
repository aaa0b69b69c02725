import type { Argv } from './argv.mts'

/** Builds command lines that ask a registry, not the engine. */
export const imagetools = {
  /** Prints what a name stands for in its registry. */
  manifest: (image: string): Argv => ['docker', 'buildx', 'imagetools', 'inspect', image, '--format', '{{json .Manifest}}'],
} as const

/** The digest of an index, or of the only image there is. */
export const readDigest = (json: string): string | undefined => {
  const { digest } = JSON.parse(json) as { readonly digest?: string }
  return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined
}

/** Why a registry gave no answer, without the words that are always there. */
export const readRegistryRefusal = (stderr: string): string => {
  const row = stderr.split('\n').map((each) => each.trim()).filter((each) => each !== '').at(-1) ?? ''
  return row.replace(/^ERROR: /, '').replace(/^(?:failed to do request: (?:Head|Get) "[^"]*": |failed to resolve source metadata for \S+: |unexpected status from HEAD request to \S+: )+/, '')
}
