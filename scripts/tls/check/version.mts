/** Versions that a ClientHello of today's form can ask for, oldest first, by the number on the wire. */
export const versions = { 'SSLv3': 0x0300, 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const
export type Version = keyof typeof versions

/** Every version, oldest first. */
export const versionNames = Object.keys(versions) as readonly Version[]

/** The name of a number on the wire. */
export const versionOf = (code: number): Version | undefined => versionNames.find((name) => versions[name] === code)
