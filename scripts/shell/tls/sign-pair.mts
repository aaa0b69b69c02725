import { dirname, join, resolve } from 'node:path'
import type { Effect } from '../../plan/step.mts'
import { placeholderName } from '../../tls/certificate.mts'
import { dateOf } from '../../tls/lifetime.mts'
import { pairFiles } from '../../tls/places.mts'
import { failAt, makeFolder } from '../files.mts'
import type { Done } from '../performers.mts'
import { writeNew } from '../write.mts'
import { authorityFolder, takeAuthority } from './authority.mts'
import { removeFolder, replaceFolder } from './folders.mts'
import { makeLeaf, type MadePair } from './make-certificate.mts'
import { parseCertificates } from './read-certificate.mts'

const hour = 3_600_000
const life = 90 * 24 * hour

/** Makes a certificate and its key; a key that was there is replaced only when both are written. */
export const signPair = async ({ folder, names, addresses, by }: Extract<Effect, { do: 'sign-pair' }>, where: string, now = Date.now()): Promise<Done> => {
  const authority = by === 'authority' ? await takeAuthority(authorityFolder(), now) : undefined
  // A clock that is a little slow should not take it for one of tomorrow.
  const from = now - hour
  const to = Math.min(from + life, authority ? endOf(authority) : Infinity)
  const subject = authority ? names.find((name) => name.length <= 64) ?? 'a server' : placeholderName
  const pair = await makeLeaf({ subject, names, addresses, from, to }, authority)
  await save(resolve(where, folder), pair)
  return { ok: true, message: `valid until ${dateOf(to)}` }
}

const endOf = ({ certificate }: MadePair): number => parseCertificates(certificate)?.[0]?.validToDate.getTime() ?? Infinity

const save = async (place: string, { certificate, key }: MadePair): Promise<void> => {
  const fresh = `${place}.new`
  await removeFolder(fresh).catch((error: unknown) => failAt('remove', fresh, error))
  await makeFolder(dirname(place), 0o700)
  await makeFolder(fresh, 0o700)
  try {
    await writeNew(join(fresh, pairFiles.key), key, 0o600)
    await writeNew(join(fresh, pairFiles.certificate), certificate, 0o644)
    await replaceFolder(fresh, place).catch((error: unknown) => failAt('replace', place, error))
  } catch (error) {
    await removeFolder(fresh)
    throw error
  }
}
