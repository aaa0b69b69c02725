import { randomBytes, X509Certificate } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { dateOf, dateTrouble } from '../../tls/lifetime.mts'
import { errorCode, fail, failed } from '../failure.mts'
import { failAt, makeFolder, readText } from '../files.mts'
import { writeNew } from '../write.mts'
import type { MadePair } from './make-certificate.mts'
import { keyStateOf, parseCertificates } from './read-certificate.mts'

const names = { certificate: 'certificate.pem', key: 'key.pem' } as const
const years = 10
const hour = 3_600_000

/** Where this user's authority stands. */
export const authorityFolder = (variables: NodeJS.ProcessEnv = process.env): string => {
  const data = variables['XDG_DATA_HOME'] ?? ''
  return join(isAbsolute(data) ? data : join(homedir(), '.local', 'share'), 'gantry', 'authority')
}

/** The file that is to be trusted. */
export const authorityFile = (folder: string): string => join(folder, names.certificate)

/** This user's authority as others see it; undefined where there is none. */
export const readAuthority = async (folder: string): Promise<X509Certificate | undefined> => parseCertificates(await readText(authorityFile(folder)) ?? '')?.[0]

/** This user's authority, made when there is none; of two that are made at the same time one stays. */
export const takeAuthority = async (folder: string, now: number): Promise<MadePair> => await readPair(folder, now) ?? await make(folder, now)

const readPair = async (folder: string, now: number): Promise<MadePair | undefined> => {
  const [certificate, key] = await Promise.all([readText(join(folder, names.certificate)), readText(join(folder, names.key))])
  if (certificate === undefined && key === undefined) return undefined
  const wayOut = `move the folder away: another authority is made, and it has to be trusted anew`
  const [own] = parseCertificates(certificate ?? '') ?? []
  if (!own) return fail(failed(`${authorityFile(folder)}: there is no certificate in it`, wayOut))
  if (key === undefined || keyStateOf(key, own) !== 'right') return fail(failed(`${join(folder, names.key)}: it is not the key of ${names.certificate} beside it`, wayOut))
  const life = { notBefore: own.validFromDate.getTime(), notAfter: own.validToDate.getTime() }
  const trouble = dateTrouble(life, now)
  if (trouble) return fail(failed(`${authorityFile(folder)} ${trouble.text}`, now < life.notBefore ? `${trouble.hint}; if it is right, ${wayOut}` : wayOut))
  return { certificate: certificate ?? '', key }
}

const make = async (folder: string, now: number): Promise<MadePair> => {
  const { makeAuthority } = await import('./make-certificate.mts')
  const from = now - hour
  const made = await makeAuthority({ subject: `gantry authority of ${`${userName()}@${hostname()}`.slice(0, 32)} ${dateOf(now)}`, from, to: new Date(from).setUTCFullYear(new Date(from).getUTCFullYear() + years) })
  const fresh = `${folder}.${randomBytes(6).toString('hex')}`
  await makeFolder(dirname(folder), 0o700)
  await makeFolder(fresh, 0o700)
  try {
    await writeNew(join(fresh, names.key), made.key, 0o600)
    await writeNew(join(fresh, names.certificate), made.certificate, 0o644)
    await rename(fresh, folder)
    return made
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Somebody else was faster: theirs is the one.
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) return await readPair(folder, now) ?? failAt('make', folder, error)
    return failAt('make', folder, error)
  }
}

/** A container may run as a user who has no name. */
export const userName = (): string => {
  try { return userInfo().username } catch { return String(process.getuid?.() ?? '') }
}
