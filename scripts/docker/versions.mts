/** Versions as numbers, with what `docker version` prints after them dropped. */
export type Version = readonly [major: number, minor: number, patch: number]
export type Versions = { readonly client: string; readonly engine: string; readonly compose: string | undefined }

/** The numbers in a version text: `v2.24.0-desktop.1` is 2.24.0. */
export const readVersion = (text: string): Version | undefined => {
  const [, major, minor = '0', patch = '0'] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

/** Whether a version is `least` or newer; a text without numbers is not. */
export const isAtLeast = (text: string, least: string): boolean => {
  const [have, want] = [readVersion(text), readVersion(least)]
  if (have === undefined || want === undefined) return false
  const differing = have.findIndex((part, index) => part !== want[index])
  return differing === -1 || (have[differing] ?? 0) > (want[differing] ?? 0)
}

type RawVersion = { readonly Client?: { readonly Version?: string }; readonly Server?: { readonly Version?: string } | null }

/** Client and engine from `docker version --format json`; the engine is undefined when it does not answer. */
export const readDockerVersion = (json: string): { readonly client: string; readonly engine: string | undefined } => {
  const { Client, Server } = JSON.parse(json) as RawVersion
  return { client: Client?.Version ?? '', engine: Server?.Version }
}

/** The version from `docker compose version --format json`. */
export const readComposeVersion = (json: string): string => (JSON.parse(json) as { version?: string }).version ?? ''
