const classic = ['RSA', 'DH_DSS', 'DH_RSA', 'DHE_DSS', 'DHE_RSA', 'DH_anon']
const elliptic = ['ECDHE_ECDSA', 'ECDH_ECDSA', 'ECDHE_RSA', 'ECDH_RSA']
const authenticated = ['RSA', 'DHE_RSA', 'DH_RSA', 'DHE_DSS', 'DH_DSS', 'DH_anon', ...elliptic]

/** IANA's numbers in runs: the first one, then every key exchange with every cipher. What needs keys shared beforehand is left out. */
const runs: readonly (readonly [first: number, exchanges: readonly string[], ciphers: readonly string[]])[] = [
  [0x0001, ['RSA'], ['NULL_MD5', 'NULL_SHA']],
  [0x0003, ['RSA_EXPORT'], ['RC4_40_MD5']],
  [0x0004, ['RSA'], ['RC4_128_MD5', 'RC4_128_SHA']],
  [0x0006, ['RSA_EXPORT'], ['RC2_CBC_40_MD5']],
  [0x0007, ['RSA'], ['IDEA_CBC_SHA']],
  [0x0008, ['RSA_EXPORT'], ['DES40_CBC_SHA']],
  [0x0009, ['RSA'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x000b, ['DH_DSS_EXPORT'], ['DES40_CBC_SHA']],
  [0x000c, ['DH_DSS'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x000e, ['DH_RSA_EXPORT'], ['DES40_CBC_SHA']],
  [0x000f, ['DH_RSA'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x0011, ['DHE_DSS_EXPORT'], ['DES40_CBC_SHA']],
  [0x0012, ['DHE_DSS'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x0014, ['DHE_RSA_EXPORT'], ['DES40_CBC_SHA']],
  [0x0015, ['DHE_RSA'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x0017, ['DH_anon_EXPORT'], ['RC4_40_MD5']],
  [0x0018, ['DH_anon'], ['RC4_128_MD5']],
  [0x0019, ['DH_anon_EXPORT'], ['DES40_CBC_SHA']],
  [0x001a, ['DH_anon'], ['DES_CBC_SHA', '3DES_EDE_CBC_SHA']],
  [0x002f, classic, ['AES_128_CBC_SHA']],
  [0x0035, classic, ['AES_256_CBC_SHA']],
  [0x003b, ['RSA'], ['NULL_SHA256', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA256']],
  [0x003e, ['DH_DSS', 'DH_RSA', 'DHE_DSS'], ['AES_128_CBC_SHA256']],
  [0x0041, classic, ['CAMELLIA_128_CBC_SHA']],
  [0x0060, ['RSA_EXPORT1024'], ['RC4_56_MD5', 'RC2_CBC_56_MD5', 'DES_CBC_SHA']],
  [0x0063, ['DHE_DSS_EXPORT1024'], ['DES_CBC_SHA']],
  [0x0064, ['RSA_EXPORT1024', 'DHE_DSS_EXPORT1024'], ['RC4_56_SHA']],
  [0x0066, ['DHE_DSS'], ['RC4_128_SHA']],
  [0x0067, ['DHE_RSA'], ['AES_128_CBC_SHA256']],
  [0x0068, ['DH_DSS', 'DH_RSA', 'DHE_DSS', 'DHE_RSA'], ['AES_256_CBC_SHA256']],
  [0x006c, ['DH_anon'], ['AES_128_CBC_SHA256', 'AES_256_CBC_SHA256']],
  [0x0084, classic, ['CAMELLIA_256_CBC_SHA']],
  [0x0096, classic, ['SEED_CBC_SHA']],
  [0x009c, ['RSA', 'DHE_RSA', 'DH_RSA', 'DHE_DSS', 'DH_DSS', 'DH_anon'], ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384']],
  [0x00ba, classic, ['CAMELLIA_128_CBC_SHA256']],
  [0x00c0, classic, ['CAMELLIA_256_CBC_SHA256']],
  [0xc001, ['ECDH_ECDSA', 'ECDHE_ECDSA', 'ECDH_RSA', 'ECDHE_RSA', 'ECDH_anon'], ['NULL_SHA', 'RC4_128_SHA', '3DES_EDE_CBC_SHA', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA']],
  [0xc023, elliptic, ['AES_128_CBC_SHA256', 'AES_256_CBC_SHA384']],
  [0xc02b, elliptic, ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384']],
  [0xc03c, [...classic, ...elliptic], ['ARIA_128_CBC_SHA256', 'ARIA_256_CBC_SHA384']],
  [0xc050, authenticated, ['ARIA_128_GCM_SHA256', 'ARIA_256_GCM_SHA384']],
  [0xc072, elliptic, ['CAMELLIA_128_CBC_SHA256', 'CAMELLIA_256_CBC_SHA384']],
  [0xc07a, authenticated, ['CAMELLIA_128_GCM_SHA256', 'CAMELLIA_256_GCM_SHA384']],
  [0xc09c, ['RSA', 'DHE_RSA'], ['AES_128_CCM', 'AES_256_CCM']],
  [0xc0a0, ['RSA', 'DHE_RSA'], ['AES_128_CCM_8', 'AES_256_CCM_8']],
  [0xc0ac, ['ECDHE_ECDSA'], ['AES_128_CCM', 'AES_256_CCM', 'AES_128_CCM_8', 'AES_256_CCM_8']],
  [0xcca8, ['ECDHE_RSA', 'ECDHE_ECDSA', 'DHE_RSA'], ['CHACHA20_POLY1305_SHA256']],
  [0x1301, [''], ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256', 'AES_128_CCM_SHA256', 'AES_128_CCM_8_SHA256']],
]

/** A cipher suite by its number and IANA's name, taken apart; the key exchange of TLS 1.3 is no part of its suites. */
export type Suite = { readonly code: number; readonly name: string; readonly exchange: string; readonly cipher: string }

/** Every suite that is asked for, by its number. */
export const suites: ReadonlyMap<number, Suite> = new Map(runs.flatMap(([first, exchanges, ciphers]) =>
  exchanges.flatMap((exchange) => ciphers.map((cipher) => ({ exchange, cipher })))
    .map(({ exchange, cipher }, index) => [first + index, { code: first + index, exchange, cipher, name: exchange === '' ? `TLS_${cipher}` : `TLS_${exchange}_WITH_${cipher}` }] as const)))

/** A suite by its number, also one that is not known. */
export const suiteOf = (code: number): Suite => suites.get(code) ?? { code, name: `0x${code.toString(16).padStart(4, '0')}`, exchange: '?', cipher: '?' }
