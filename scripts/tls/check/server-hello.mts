import { cursor } from './bytes.mts'
import { extension } from './extension.mts'

/** What a server chose. */
export type ServerHello = {
  /** Number of the version, also where it stands in an extension. */
  readonly version: number
  readonly suite: number
  readonly compression: number
  readonly session: Uint8Array
  /** The group that TLS 1.3 chose. */
  readonly group?: number
  /** Extensions by their number. */
  readonly extensions: ReadonlyMap<number, Uint8Array>
}

/** Reads the body of a ServerHello, or of a HelloRetryRequest, which has the same form. */
export const readServerHello = (body: Uint8Array): ServerHello => {
  const bytes = cursor(body)
  const legacy = bytes.u16()
  bytes.take(32)
  const session = bytes.vector8()
  const suite = bytes.u16()
  const compression = bytes.u8()
  const extensions = bytes.left() > 0 ? readExtensions(bytes.vector16()) : new Map<number, Uint8Array>()
  const share = extensions.get(extension.keyShare)
  const version = extensions.get(extension.versions)
  return {
    version: version ? cursor(version).u16() : legacy, suite, compression, session, extensions,
    ...share ? { group: cursor(share).u16() } : {},
  }
}

const readExtensions = (body: Uint8Array): ReadonlyMap<number, Uint8Array> => {
  const bytes = cursor(body)
  const found = new Map<number, Uint8Array>()
  while (bytes.left() > 0) found.set(bytes.u16(), bytes.vector16())
  return found
}
