import { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import type { Certificate } from '../../tls/certificate.mts'
import { errorCode } from '../failure.mts'
import { readCertificate } from './read-certificate.mts'

/** Where to ask, and for which name. */
export type Endpoint = { readonly address: string; readonly port: number; readonly name: string }
/** What is served there, or why that cannot be told. */
export type Served = { readonly certificate: Certificate; readonly why?: undefined } | { readonly certificate?: undefined; readonly why: string }

/** Where something that listens everywhere is reached from here. */
const reachable = (address: string): string => {
  const plain = address.replace(/[[\]]/g, '')
  return plain === '' || plain === '0.0.0.0' ? '127.0.0.1' : plain === '::' ? '::1' : plain
}

/** Asks for the certificate that is served for a name; whom it is signed by is not judged here. */
export const askServed = ({ address, port, name }: Endpoint, patience = 3000): Promise<Served> => new Promise((done) => {
  const socket = connect({ host: reachable(address), port, servername: name, rejectUnauthorized: false, timeout: patience })
  const end = (served: Served): void => {
    socket.destroy()
    done(served)
  }
  socket.once('secureConnect', () => {
    const raw = socket.getPeerX509Certificate()
    const chain: X509Certificate[] = []
    for (let one = raw; one && !chain.some(({ fingerprint256 }) => fingerprint256 === one?.fingerprint256); one = one.issuerCertificate) chain.push(one)
    const certificate = readCertificate(chain)
    end(certificate ? { certificate } : { why: 'it shows no certificate' })
  })
  socket.once('timeout', () => end({ why: `no answer in ${patience / 1000} s` }))
  socket.once('error', (error) => end({ why: words[errorCode(error)] ?? error.message.replace(/^.*?SSL routines:[^:]*:/, '').split('\n')[0]?.split(':')[0] ?? '' }))
})

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there', ECONNRESET: 'it ends the connection', ENOTFOUND: 'there is no such host', EHOSTUNREACH: 'there is no way to it',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'it refuses that name', ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS', ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
}
