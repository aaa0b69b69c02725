/** Everything about certificates of an environment; nobody else on the machine may enter it. Relative to the stack folder, as all here. */
export const tlsFolder = (environment: string): string => `ssl/${environment}`

/** What the proxy serves: one folder for each pair it was given, and `current`, a link to the one in use. */
export const servedFolder = (environment: string): string => `${tlsFolder(environment)}/served`

/** Where an ACME client puts its answers, and the proxy finds them. */
export const webrootFolder = (environment: string): string => `${tlsFolder(environment)}/webroot`

/** What the ACME client keeps: its account, its certificates and their keys. */
export const acmeFolder = (environment: string): string => `${tlsFolder(environment)}/acme`

/** Names of the two files of a pair, in a folder of their own. */
export const pairFiles = { certificate: 'fullchain.pem', key: 'privkey.pem' } as const

/** The two files of a pair in a folder. */
export const filesIn = (folder: string): { readonly certificate: string; readonly key: string } => ({ certificate: `${folder}/${pairFiles.certificate}`, key: `${folder}/${pairFiles.key}` })
