const strong = {
  X25519MLKEM768: 0x11ec, SecP256r1MLKEM768: 0x11eb, SecP384r1MLKEM1024: 0x11ed, x25519: 29, secp256r1: 23, secp384r1: 24, secp521r1: 25, x448: 30,
  ffdhe2048: 256, ffdhe3072: 257, ffdhe4096: 258, ffdhe6144: 259, ffdhe8192: 260,
  brainpoolP256r1: 26, brainpoolP384r1: 27, brainpoolP512r1: 28, brainpoolP256r1tls13: 31, brainpoolP384r1tls13: 32, brainpoolP512r1tls13: 33,
  secp256k1: 22, secp224r1: 21, secp224k1: 20, sect571r1: 14, sect571k1: 13, sect409r1: 12, sect409k1: 11, sect283r1: 10, sect283k1: 9, sect239k1: 8, sect233r1: 7, sect233k1: 6,
} as const
const weak = { secp192r1: 19, secp192k1: 18, secp160r2: 17, secp160r1: 16, secp160k1: 15, sect193r2: 5, sect193r1: 4, sect163r2: 3, sect163r1: 2, sect163k1: 1 } as const

/** Groups in which two sides agree on a key: IANA's number and name, the strong ones first. */
export const groups: ReadonlyMap<number, string> = new Map(Object.entries({ ...strong, ...weak }).map(([name, code]) => [code, name]))

/** A group by its number, also one that is not known. */
export const groupName = (code: number): string => groups.get(code) ?? `0x${code.toString(16)}`

/** Whether a group is too small to hold. */
export const isWeakGroup = (code: number): boolean => Object.values<number>(weak).includes(code)

/** X25519 and ML-KEM together: also a quantum computer does not get at the key. */
export const postQuantum = strong.X25519MLKEM768

/** Mozilla's guideline 6.0. */
export const recommendedGroups: readonly number[] = [postQuantum, strong.x25519, strong.secp256r1, strong.secp384r1]
