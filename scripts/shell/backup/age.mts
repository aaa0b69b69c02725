import type { Readable } from 'node:stream'
import { failed } from '../failure.mts'
import { readText } from '../files.mts'

const age = () => import('age-encryption')

/** A step of a pipe: bytes in, bytes out. */
export type PipeStep = (source: Readable) => AsyncGenerator<Uint8Array>

/** Encrypts for whoever holds the identity of one of the recipients. */
export const encryption = async (recipients: readonly string[]): Promise<PipeStep> => {
  const { Encrypter } = await age()
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient)
    } catch (error) {
      throw failed(`${recipient} is no recipient of age (${error instanceof Error ? error.message : String(error)})`, 'a recipient is the public key that age-keygen prints: age1…')
    }
  }
  return async function* (source) {
    yield* await encrypter.encrypt(webOf(source))
  }
}

/** The file of the identity that was asked for, else the one that GANTRY_AGE_IDENTITY names. */
export const identityGiven = (asked?: string): { readonly identity?: string } => {
  const identity = asked ?? process.env['GANTRY_AGE_IDENTITY']
  return identity ? { identity } : {}
}

/** The identities in a file as age-keygen writes it: one a line, beside comments. */
export const readIdentities = async (path: string): Promise<readonly string[]> => {
  const text = await readText(path) ?? (() => { throw failed(`there is no identity file ${path}`, 'name the one that age-keygen has written: --identity FILE') })()
  const found = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (found.length > 0) return found
  throw failed(`${path} holds no identity of age`, 'it has a line that begins with AGE-SECRET-KEY-1')
}

/** Decrypts with the identities of a file. */
export const decryption = async (identityFile: string): Promise<PipeStep> => {
  const [{ Decrypter }, identities] = await Promise.all([age(), readIdentities(identityFile)])
  const decrypter = new Decrypter()
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity)
    } catch {
      // What is wrong with it is not told: the message might hold the secret.
      throw failed(`${identityFile} holds a line that is no identity of age`, 'each begins with AGE-SECRET-KEY-1')
    }
  }
  return async function* (source) {
    yield* await decrypter.decrypt(webOf(source))
  }
}

/** Whether an error is that an archive was encrypted for somebody else. */
export const isLocked = (error: unknown): boolean => error instanceof Error && /^no identity matched\b/.test(error.message)

/** A stream as age takes it; one chunk is read ahead. */
const webOf = (source: Readable): ReadableStream<Uint8Array> => {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async (reason) => { await chunks.return?.(reason) },
  })
}
