import { watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerOptions } from 'node:https'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { isOneOf } from '../../serve/host.mts'
import type { TlsConfig } from '../../targets/serve-config.mts'
import { guideline } from '../../tls/guideline.mts'

/** How often the pair is looked at, in milliseconds: who renews it does not tell. */
const glance = 1000

/** A server that speaks TLS with a pair, also when that is replaced; a client that asks for none of our names gets no further where that is wanted. */
export const secureServer = async (tls: TlsConfig, options: ServerOptions): Promise<Server> => {
  const { names, rejects, certificate, security } = tls
  const { versions: [minVersion], ciphers = [] } = guideline[security]
  const rules: SecureContextOptions = { minVersion, ciphers: [...always, ...ciphers].join(':'), honorCipherOrder: false }
  let context = await contextOf(tls, rules)
  // Without a certificate no handshake succeeds.
  const server = createServer({
    ...options, ...rules, handshakeTimeout: 10_000,
    SNICallback: (name, answer) => answer(null, isOneOf(names, name) || !rejects ? context.context : undefined),
    ...rejects ? {} : context.options,
  })
  watchFile(certificate, { interval: glance, persistent: false }, () => void contextOf(tls, rules).then((renewed) => {
    context = renewed
    if (!rejects) server.setSecureContext({ ...rules, ...renewed.options })
  }, (error: Error) => console.error(`${error.message}; the certificate before it is served on`)))
  return server
}

/** Those of TLS 1.3: Node has one list for all versions. */
const always = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

type Paired = { readonly context: SecureContext; readonly options: Pick<SecureContextOptions, 'cert' | 'key'> }

const contextOf = async ({ certificate, key: keyFile }: TlsConfig, rules: SecureContextOptions): Promise<Paired> => {
  // One after the other: of two that are missing always the same is told.
  const cert = await readPart(certificate)
  const key = await readPart(keyFile)
  const options = { cert, key }
  try {
    return { options, context: createSecureContext({ ...rules, ...options }) }
  } catch (error) {
    throw new Error(`${certificate} and ${keyFile} are no pair: ${(error as Error).message}`)
  }
}

const readPart = (file: string): Promise<Buffer> => readFile(file).catch((error: NodeJS.ErrnoException) => { throw new Error(`${file} cannot be read: ${error.code}`) })
