import { createHash, type X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Pair } from '../../tls/pair.mts'
import { errorCode } from '../failure.mts'
import { failAt } from '../files.mts'
import { keyStateOf, parseCertificates, pemCertificates, readCertificate } from './read-certificate.mts'

type Files = Pair['files']
/** `anchors`: authorities that count as known; `owner`: the user inside the proxy's container, who alone may read a key that was handed over. */
export type Reading = { readonly anchors?: readonly X509Certificate[]; readonly owner?: number }

/** What stands at a place; `gone` is nothing, `closed` something that may not be read. */
type Found = { readonly text: string; readonly mode: number; readonly owner: number; readonly written: number } | 'gone' | 'closed'

const look = async (path: string): Promise<Found> => {
  try {
    const { mode, uid, mtimeMs } = await stat(path)
    return { mode, owner: uid, written: mtimeMs, text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = errorCode(error)
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : code === 'EACCES' || code === 'EPERM' || code === 'EISDIR' ? 'closed' : failAt('read', path, error)
  }
}

/** Reads a certificate and its key; undefined where neither is there. */
export const readPair = async (folder: string, files: Files, { anchors, owner }: Reading = {}): Promise<Pair | undefined> => {
  const [certificate, key, keyOwner] = await Promise.all([look(resolve(folder, files.certificate)), look(resolve(folder, files.key)), ownerOf(resolve(folder, files.key))])
  if (certificate === 'gone' && key === 'gone') return undefined
  const isFile = typeof certificate === 'object'
  const all = isFile ? parseCertificates(certificate.text) : undefined
  const isHanded = keyOwner !== undefined && (keyOwner === owner || keyOwner !== process.getuid?.() || process.platform !== 'linux')
  return {
    files, isHanded, certificate: all && readCertificate(all, anchors),
    trouble: all ? '' : isFile ? 'has no PEM certificate in it' : certificate === 'gone' ? 'is not there' : 'may not be read',
    key: typeof key === 'object' ? keyStateOf(key.text, all?.[0]) : key === 'gone' ? 'missing' : owner !== undefined && isHanded ? 'hidden' : 'unreadable',
    isOpen: typeof key === 'object' && (key.mode & 0o004) !== 0,
    written: isFile ? certificate.written : 0,
    digest: isFile ? digestOf(certificate.text) : '',
  }
}

const ownerOf = (path: string): Promise<number | undefined> => stat(path).then(({ uid }) => uid, () => undefined)

const digestOf = (text: string): string => createHash('sha256').update(pemCertificates(text).join('\n')).digest('hex')
