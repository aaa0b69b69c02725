import { u16, vector16, vector24, vector8 } from './bytes.mts'
import {
  extendedMasterSecret, extension, extensionBytes, hasExtensions, heartbeat, only13, pointFormats, renegotiationInfo, serverName, sessionTicket, signatureAlgorithms, supportedGroups, type Extension,
} from './extension.mts'
import { groups } from './group.mts'
import { versions, type Version } from './version.mts'

/** What a ClientHello asks for; one version, and in it everything unless told otherwise. */
export type Hello = {
  readonly version: Version
  readonly suites: readonly number[]
  /** The host that is asked for; none: no name is sent. */
  readonly name?: string
  readonly groups?: readonly number[]
  readonly compressions?: readonly number[]
  readonly session?: Uint8Array
  readonly ticket?: Uint8Array
  readonly heartbeat?: boolean
}

const record = { handshake: 22, changeCipherSpec: 20 } as const
const clientHelloType = 1

/** Nothing is ever encrypted with it. */
const random = Array.from({ length: 32 }, (_, index) => (index * 7 + 1) & 255)

/** The bytes of a ClientHello, ready to be sent. */
export const clientHello = (hello: Hello): Uint8Array => {
  const { version, suites, compressions = [0] } = hello
  const is13 = version === 'TLS 1.3'
  const written = u16(Math.min(versions[version], versions['TLS 1.2']))
  const session = hello.session ? [...hello.session] : is13 ? random : []
  const start = [...written, ...random, ...vector8(session), ...vector16(suites.flatMap(u16)), ...vector8(compressions)]
  const body = hasExtensions(version) ? [...start, ...padded(extensionsOf(hello), start.length)] : start
  // Records before the server has chosen say 1.0: some servers are put off by more.
  const recordVersion = u16(Math.min(versions[version], versions['TLS 1.0']))
  return Uint8Array.from([record.handshake, ...recordVersion, ...vector16([clientHelloType, ...vector24(body)])])
}

const extensionsOf = (hello: Hello): readonly Extension[] => [
  ...hello.name === undefined ? [] : [serverName(hello.name)],
  supportedGroups(hello.groups ?? [...groups.keys()]), pointFormats,
  ...versions[hello.version] >= versions['TLS 1.2'] ? [signatureAlgorithms] : [],
  ...hello.version === 'TLS 1.3' ? only13 : [renegotiationInfo, extendedMasterSecret, sessionTicket(hello.ticket)],
  ...hello.heartbeat ? [heartbeat] : [],
]

/** A hello of 256 to 511 bytes makes some balancers hang (RFC 7685). */
const padded = (list: readonly Extension[], before: number): readonly number[] => {
  const size = before + extensionBytes(list).length + 4
  return extensionBytes(size < 256 || size >= 512 ? list : [...list, [extension.padding, Array.from({ length: Math.max(0, 508 - size) }, () => 0)]])
}

/** A hello in the form of SSLv2, with every cipher that ever was in it. */
export const sslv2Hello = (): Uint8Array => {
  const kinds = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0].flatMap((kind) => [kind >> 16, ...u16(kind)])
  const body = [1, 0, 2, ...u16(kinds.length), ...u16(0), ...u16(16), ...kinds, ...random.slice(0, 16)]
  return Uint8Array.from([0x80 | body.length >> 8, body.length & 255, ...body])
}

/** The word to begin with encryption, on its own. */
export const changeCipherSpec = (version: Version): Uint8Array => Uint8Array.from([record.changeCipherSpec, ...u16(versions[version]), ...vector16([1])])
