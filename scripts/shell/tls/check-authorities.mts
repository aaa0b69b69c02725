import { getCACertificates, rootCertificates } from 'node:tls'
import { resolve } from 'node:path'
import { isIssuedBy, readSent, type SentCertificate } from '../../tls/check/sent-certificate.mts'
import { fail, mistake } from '../failure.mts'
import { readText } from '../files.mts'
import { authorityFile, authorityFolder } from './authority.mts'
import { parseCertificates } from './read-certificate.mts'

/** An authority that is not everybody's, and its file. */
export type Private = { readonly path: string; readonly certificate: SentCertificate }

/** Whom certificates are checked against. */
export type Authorities = { readonly pems: readonly string[]; readonly privates: readonly Private[] }

/** Authorities that Node trusts, this user's own where there is one, and those of a file that was given. */
export const readAuthorities = async (given: string | undefined): Promise<Authorities> => {
  const own = authorityFile(authorityFolder())
  const privates = [...read(own, await readText(own) ?? ''), ...given === undefined ? [] : await readGiven(given)]
  // Node before 22.15 cannot say what NODE_EXTRA_CA_CERTS adds.
  const known = (getCACertificates as typeof getCACertificates | undefined)?.('default') ?? rootCertificates
  return { pems: [...known, ...privates.map(({ certificate }) => certificate.x509.toString())], privates }
}

/** The file of the private authority at the end of a trusted chain; undefined where it is everybody's. */
export const fileOf = ({ privates }: Authorities, chain: readonly SentCertificate[]): string | undefined => {
  const last = chain.at(-1)
  return last && privates.find(({ certificate }) => certificate.fingerprint === last.fingerprint || isIssuedBy(last, certificate))?.path
}

const read = (path: string, text: string): readonly Private[] => (parseCertificates(text) ?? []).flatMap(({ raw }) => {
  const certificate = readSent(raw)
  return certificate ? [{ path, certificate }] : []
})

const readGiven = async (path: string): Promise<readonly Private[]> => {
  const wayOut = 'give the certificate of the authority as PEM'
  const found = read(path, await readText(resolve(path)) ?? fail(mistake(`--ca ${path}: there is no such file`, wayOut)))
  return found.length > 0 ? found : fail(mistake(`--ca ${path}: there is no certificate in it`, wayOut))
}
