import { resolve } from 'node:path'
import { readAcmeRecord, withAttempt, writeAcmeRecord, type AcmeAttempt } from '../../tls/acme-record.mts'
import { readText } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** Writes an order down; nobody else may read it. */
export const noteAttempt = async (folder: string, record: string, attempt: AcmeAttempt): Promise<void> => {
  await writeAtomically(resolve(folder, record), writeAcmeRecord(withAttempt(readAcmeRecord(await readText(resolve(folder, record))), attempt)), 0o600)
}
