import { createSecureContext, connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Visit } from '../../tls/check/observed.mts'
import { readSent, type SentCertificate } from '../../tls/check/sent-certificate.mts'
import { fileOf, type Authorities } from './check-authorities.mts'
import { patience, type Place } from './check-exchange.mts'

/** How a visitor comes: as anybody does, with only one kind of signature, or with what was before TLS 1.3. */
export type Manner = 'plain' | 'ecdsa' | 'rsa' | 'ticket'
export type Visited = Visit & { readonly ticket?: Buffer }
export type NoVisit = { readonly problem: string }

const manners: Readonly<Record<Manner, ConnectionOptions>> = {
  plain: {},
  ecdsa: { sigalgs: 'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:ECDSA+SHA1' },
  rsa: { sigalgs: 'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512:RSA+SHA1' },
  ticket: { maxVersion: 'TLSv1.2' },
}

/** Anything goes: whether it should is judged elsewhere. */
export const lenient = { rejectUnauthorized: false, checkServerIdentity: () => undefined, minVersion: 'TLSv1', minDHSize: 1, ciphers: 'ALL:!aNULL:@SECLEVEL=0' } as const

/** Holds a full handshake and looks at what it brought. */
export const visit = ({ address, port }: Place, name: string | undefined, { authorities, manner }: { readonly authorities: Authorities; readonly manner: Manner }): Promise<Visited | NoVisit> => new Promise((resolve) => {
  const { sigalgs, maxVersion } = manners[manner]
  const secureContext = createSecureContext({ ...lenient, ca: [...authorities.pems], ...sigalgs === undefined ? {} : { sigalgs }, ...maxVersion === undefined ? {} : { maxVersion } })
  const socket = connect({ ...lenient, host: address, port, servername: name ?? '', ALPNProtocols: ['h2', 'http/1.1'], requestOCSP: true, secureContext, timeout: patience })
  let isStapled = false
  const end = (came: Visited | NoVisit): void => {
    socket.destroy()
    resolve(came)
  }
  socket.on('OCSPResponse', (response: Buffer | null) => { isStapled = response !== null && response.length > 0 })
  socket.once('secureConnect', () => {
    const chain = chainOf(socket)
    const ticket = manner === 'ticket' ? socket.getTLSTicket() : undefined
    // Its type forgets that it is null when all is well.
    const code = socket.authorized ? '' : String((socket.authorizationError as unknown as NodeJS.ErrnoException | string | null) ?? 'unknown')
    const by = code === '' ? fileOf(authorities, chain) : undefined
    end({ alpn: socket.alpnProtocol || '', chain, trust: { code, ...by === undefined ? {} : { by } }, isStapled, ...ticket ? { ticket } : {} })
  })
  socket.once('timeout', () => end({ problem: `no answer in ${patience / 1000} s` }))
  socket.on('error', (error: NodeJS.ErrnoException) => end({ problem: error.code ?? error.message }))
  socket.once('close', () => end({ problem: 'the server hung up' }))
})

const chainOf = (socket: TLSSocket): readonly SentCertificate[] => {
  const chain: SentCertificate[] = []
  for (let one = socket.getPeerX509Certificate(); one && !chain.some(({ x509 }) => x509.fingerprint256 === one?.fingerprint256); one = one.issuerCertificate) {
    const sent = readSent(one.raw)
    if (!sent) break
    chain.push(sent)
  }
  return chain
}
