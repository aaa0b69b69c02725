import { u16, vector16, vector8 } from './bytes.mts'
import { versions, type Version } from './version.mts'

/** Numbers of the extensions that are asked for or looked at. */
export const extension = {
  serverName: 0, statusRequest: 5, groups: 10, pointFormats: 11, signatures: 13, heartbeat: 15, padding: 21, masterSecret: 23,
  ticket: 35, versions: 43, pskModes: 45, keyShare: 51, renegotiation: 0xff01,
} as const

/** An extension as it stands in a hello: its number and what it holds. */
export type Extension = readonly [code: number, body: readonly number[]]

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')]
const list16 = (values: readonly number[]): readonly number[] => vector16(values.flatMap(u16))

/** Every way of signing, those that nobody should use any more last: the server shall show what it would do. */
const signatures = [0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0402, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202, 0x0101]

/** The name of the server that is asked for. */
export const serverName = (name: string): Extension => [extension.serverName, vector16([0, ...vector16(ascii(name))])]
/** The groups that are offered. */
export const supportedGroups = (codes: readonly number[]): Extension => [extension.groups, list16(codes)]
/** The ways of signing that are offered. */
export const signatureAlgorithms: Extension = [extension.signatures, list16(signatures)]
/** Points as they are; a client that says nothing of them is refused by some servers. */
export const pointFormats: Extension = [extension.pointFormats, vector8([0])]
/** Says that renegotiation is known; who knows it as well answers with the same. */
export const renegotiationInfo: Extension = [extension.renegotiation, vector8([])]
/** Asked for by every client of today; a ticket of one is not taken from who does not. */
export const extendedMasterSecret: Extension = [extension.masterSecret, []]
/** A ticket, or the wish for one. */
export const sessionTicket = (ticket: Uint8Array | undefined): Extension => [extension.ticket, ticket ? [...ticket] : []]
/** The peer may send heartbeats: whoever agrees speaks the protocol of Heartbleed. */
export const heartbeat: Extension = [extension.heartbeat, [1]]

/** TLS 1.3 without a key: the server answers with the group it would take, and nothing has to be computed. */
export const only13: readonly Extension[] = [
  [extension.versions, vector8(u16(versions['TLS 1.3']))], [extension.pskModes, vector8([1])], [extension.keyShare, vector16([])],
]

/** Whether hellos of a version can carry extensions. */
export const hasExtensions = (version: Version): boolean => version !== 'SSLv3'

/** Extensions on the wire. */
export const extensionBytes = (list: readonly Extension[]): readonly number[] => vector16(list.flatMap(([code, body]) => [...u16(code), ...vector16(body)]))
