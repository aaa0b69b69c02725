import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeAuthority, makeLeaf, type MadePair } from '../../scripts/shell/tls/make-certificate.mts'

const day = 86_400_000

/** A pair for a name, valid for ninety days; by an authority or by itself. */
export const leaf = (name: string, by?: MadePair, addresses: readonly string[] = []): Promise<MadePair> =>
  makeLeaf({ subject: name, names: [name], addresses, from: Date.now() - day, to: Date.now() + 89 * day }, by)

/** An authority that is nobody's. */
export const authority = (subject = 'Test Authority'): Promise<MadePair> => makeAuthority({ subject, from: Date.now() - day, to: Date.now() + 900 * day })

/** Writes a pair into `<folder>/<name>/`; gives where it stands, relative to the folder. */
export const place = async (folder: string, name: string, { certificate, key }: MadePair) => {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'fullchain.pem'), certificate)
  await writeFile(join(folder, name, 'privkey.pem'), key, { mode: 0o600 })
  return { certificate: `${name}/fullchain.pem`, key: `${name}/privkey.pem` }
}
