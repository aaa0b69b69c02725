import { cursor } from './bytes.mts'
import { isPrimeExchange } from './suite-traits.mts'
import { suiteOf } from './suite.mts'

/** What a server brings to an agreement before TLS 1.3: a named group, or a prime of its own. */
export type KeyShare = { readonly group: number } | { readonly primeBits: number }

const namedCurve = 3

/** Reads a ServerKeyExchange; undefined for one of another kind. */
export const readKeyShare = (body: Uint8Array, suite: number): KeyShare | undefined => {
  const bytes = cursor(body)
  const known = suiteOf(suite)
  if (isPrimeExchange(known)) return { primeBits: bitsOf(bytes.vector16()) }
  return /^ECDHE?_/.test(known.exchange) && bytes.u8() === namedCurve ? { group: bytes.u16() } : undefined
}

const bitsOf = (number: Uint8Array): number => {
  const first = number.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24
}
