import { suites, type Suite } from './suite.mts'
import type { Version } from './version.mts'

/** Whether the key of a recorded connection stays unknown when the server's key is stolen. */
export const hasForwardSecrecy = ({ exchange, code }: Suite): boolean => isOf13(code) || /^(EC)?DHE_/.test(exchange)

/** Whether encryption also protects against changes, in one step. */
export const isAead = ({ cipher }: Suite): boolean => /GCM|CCM|POLY1305/.test(cipher)
/** Whether nobody proves who the server is. */
export const isAnonymous = ({ exchange }: Suite): boolean => exchange.includes('anon')
/** Whether it is as weak as laws once wanted it. */
export const isExport = ({ exchange }: Suite): boolean => exchange.includes('EXPORT')
/** Whether nothing is encrypted. */
export const isNull = ({ cipher }: Suite): boolean => cipher.startsWith('NULL')
/** Whether its cipher is RC4. */
export const isRc4 = ({ cipher }: Suite): boolean => cipher.startsWith('RC4')
/** Whether its blocks are chained. */
export const isCbc = ({ cipher }: Suite): boolean => cipher.includes('CBC')
/** Whether its blocks are of 64 bits: they repeat within reach (SWEET32). */
export const hasSmallBlocks = ({ cipher }: Suite): boolean => /^(3DES|DES|IDEA|RC2)/.test(cipher)
/** Whether the server decrypts what a client encrypted to its RSA key, which is what ROBOT and DROWN need. */
export const isRsaExchange = ({ exchange }: Suite): boolean => /^RSA/.test(exchange)
/** Whether the key is agreed on over a prime of the server's choice. */
export const isPrimeExchange = ({ exchange }: Suite): boolean => exchange.startsWith('DHE_') || exchange.startsWith('DH_anon')

/** Bits of the key, as names and testssl count them: three keys of DES are 168. */
export const keyBits = ({ cipher }: Suite): number => {
  if (cipher.startsWith('NULL')) return 0
  if (cipher.startsWith('3DES')) return 168
  if (cipher.startsWith('DES_')) return 56
  if (cipher.startsWith('CHACHA20')) return 256
  return Number(/_?(40|56|128|256)(_|$)/.exec(cipher.replace('DES40', 'DES_40'))?.[1] ?? 128)
}

/** Mozilla's guideline 6.0, intermediate; modern is its part for TLS 1.3. */
const mozilla = new Set([0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8])
/** Whether Mozilla names it. */
export const isRecommended = ({ code }: Suite): boolean => mozilla.has(code)
/** Those of them that every server of today has some of. */
export const usualSuites: readonly number[] = [...mozilla].filter((code) => code >> 8 !== 0x13)

const isOf13 = (code: number): boolean => code >> 8 === 0x13

/** Suites that a version can use: those of TLS 1.2 cannot be had before it. */
export const suitesOf = (version: Version): readonly Suite[] => [...suites.values()].filter((suite) => {
  if (isOf13(suite.code) || version === 'TLS 1.3') return isOf13(suite.code) && version === 'TLS 1.3'
  return version === 'TLS 1.2' || !(isAead(suite) || /SHA(256|384)$/.test(suite.cipher))
})

/** The same in parts that are asked for side by side. */
export const suiteParts = (version: Version): readonly (readonly number[])[] => {
  const parts = Map.groupBy(suitesOf(version), partOf)
  return [...parts.values()].map((part) => part.map(({ code }) => code))
}

const partOf = (suite: Suite): string =>
  isRecommended(suite) ? 'recommended' : isNull(suite) || isAnonymous(suite) || isExport(suite) ? 'none'
  : isRc4(suite) || hasSmallBlocks(suite) ? 'weak' : `${isAead(suite) ? 'aead' : 'cbc'} ${hasForwardSecrecy(suite) ? 'fs' : 'static'}`
