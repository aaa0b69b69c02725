import { primeOf } from './exchange-checks.mts'
import type { Observed } from './observed.mts'
import { offeredIn } from './probe.mts'
import { keyBits } from './suite-traits.mts'
import { suiteOf } from './suite.mts'
import { versionNames, type Version } from './version.mts'

/** The three numbers of SSL Labs' guide (2009q), as testssl counts them, and their sum by weight. */
export type TlsScore = { readonly protocol: number; readonly keyExchange: number; readonly cipher: number; readonly total: number }

const protocolPoints: Readonly<Record<Version, number>> = { 'SSLv3': 80, 'TLS 1.0': 90, 'TLS 1.1': 95, 'TLS 1.2': 100, 'TLS 1.3': 100 }

/** Steps of a key's length: below each of them, so many points. */
const elliptic = [[110, 20], [123, 40], [163, 80], [225, 90]] as const
const plain = [[512, 20], [1024, 40], [2048, 80], [4096, 90]] as const
const keyPoints = (bits: number, steps: readonly (readonly [number, number])[]): number => steps.find(([below]) => bits < below)?.[1] ?? 100
const cipherPoints = (bits: number): number => bits >= 256 ? 100 : bits >= 128 ? 80 : bits > 0 ? 20 : 0
const weighed = (points: number, percent: number): number => Math.floor(points * percent / 100)
const middle = (values: readonly number[]): number => values.length === 0 ? 0 : Math.floor((Math.max(...values) + Math.min(...values)) / 2)

/** Counts what is offered. */
export const tlsScore = ({ handshakes, served }: Pick<Observed, 'handshakes' | 'served'>): TlsScore => {
  const { offers, sslv2 } = handshakes
  const prime = primeOf(handshakes)
  const protocol = middle([...offeredIn(offers).map((version) => protocolPoints[version]), ...sslv2.kind === 'sslv2' ? [0] : []])
  const keys = served.map(({ leaf: { key } }) => keyPoints(key.bits, key.kind === 'RSA' || key.kind === 'DSA' ? plain : elliptic))
  const keyExchange = Math.min(100, ...keys, ...typeof prime === 'number' ? [keyPoints(prime, plain)] : [])
  const cipher = middle(versionNames.flatMap((version) => offers[version].found).map((code) => cipherPoints(keyBits(suiteOf(code)))))
  const total = [protocol, keyExchange, cipher].includes(0) ? 0 : weighed(protocol, 30) + weighed(keyExchange, 30) + weighed(cipher, 40)
  return { protocol, keyExchange, cipher, total }
}
