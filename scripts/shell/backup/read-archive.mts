import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Duplex, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Archive } from '../../backup/manifest.mts'
import { failed } from '../failure.mts'
import { failAt } from '../files.mts'
import { decryption, isLocked, type PipeStep } from './age.mts'
import { gauge } from './gauge.mts'
import { refused, refusedBy, type Refused } from './refused.mts'
import { unpacker } from './unpacker.mts'

/** What an archive has to be, byte for byte: as its manifest says. */
export type Expected = Pick<Archive, 'bytes' | 'sha256' | 'rawBytes' | 'rawSha256'>

/** How an archive is read: the file of its identity where it is encrypted, and who is told how far it is. */
export type Reading = { readonly encrypted: boolean; readonly identity?: string; readonly expected?: Expected; readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void }

/** What was read. */
export type ReadArchive = { readonly ok: true } & Expected

/** Who takes the content: a stream, or a function that looks at each chunk. */
export type Taker = Writable | ((chunk: Buffer) => void)

const isMissing = 'a file that was here is gone, or this is not the folder of the run'

/** Opens a file to read it: no link is followed, and nothing but a file is opened. */
export const openArchive = async (path: string): Promise<FileHandle> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => failAt('read', path, error))
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw failed(`read ${path}: it is no file`, isMissing)
}

/** Hands chunks to whoever takes them, at their pace; never tells them that this was all. */
const handOver = (into: Taker): Writable => new Writable({
  highWaterMark: 1024 * 1024,
  write: (chunk: Buffer, _, done) => {
    if (into instanceof Writable) {
      into.write(chunk, done)
      return
    }
    into(chunk)
    done()
  },
})

/** Where what was read is not what was expected. */
export const differs = (found: Expected, expected: Expected): string | undefined => {
  if (found.bytes !== expected.bytes) return `it has ${found.bytes} bytes, not ${expected.bytes} as when it was written`
  if (found.sha256 !== expected.sha256) return 'its hash is another one than when it was written: damaged or replaced'
  if (found.rawBytes !== expected.rawBytes || found.rawSha256 !== expected.rawSha256) return 'what is in it is not what its manifest says'
  return undefined
}

/** What an error of a pipe says about the file. */
const inWords = (error: unknown): string => {
  const [code, message] = error instanceof Error ? ['code' in error ? String(error.code) : '', error.message] : ['', String(error)]
  if (code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR' || code === 'ERR_BUFFER_TOO_LARGE') return `its frame of zstd is damaged or cut short (${message})`
  return code === 'EPIPE' || code === 'ECONNRESET' ? 'whoever was to read it has ended' : message
}

/** An archive that is open, and what decrypts it where that has to be. */
type Opened = { readonly file: FileHandle; readonly decrypting: PipeStep | undefined }

const opened = async (path: string, { encrypted, identity }: Reading): Promise<Opened | Refused> => {
  if (encrypted && identity === undefined) return { ...refused(`${path} is encrypted`, 'name the file of the identity: --identity FILE'), locked: true }
  const decrypting = encrypted ? await decryption(identity ?? '').catch((error: unknown) => ({ ...refusedBy(error), locked: true as const })) : undefined
  return typeof decrypting === 'object' ? decrypting : { file: await openArchive(path), decrypting }
}

/** Lets the file flow through all that follows; how it was broken off, if it was. */
const flow = async (path: string, { file, decrypting }: Opened, { identity, signal }: Reading, steps: readonly [Transform, ...(Transform | Writable)[]]): Promise<Refused | undefined> => {
  const [outer, ...rest] = steps
  const source = file.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false })
  const all = [source, outer, ...decrypting ? [Duplex.from(decrypting)] : [], ...rest]
  const error = await pipeline(all, signal ? { signal } : {}).then(() => undefined, (reason: unknown) => reason).finally(() => file.close())
  if (error === undefined) return undefined
  if (isLocked(error)) return { ...refused(`${path}: none of the identities in ${identity} is one it was encrypted for`, 'name the file of another identity: --identity FILE'), locked: true }
  return refused(`${path}: ${signal?.aborted ? 'interrupted' : inWords(error)}`)
}

/**
 * Reads an archive to its end and hands its content on. A stream is told that it has all of it only when that is true: one
 * that was not is left open, and whoever reads it has to be ended, because many take the end of their input for a success.
 */
export const readArchive = async (path: string, reading: Reading, into: Taker): Promise<ReadArchive | Refused> => {
  try {
    const archive = await opened(path, reading)
    if ('ok' in archive) return archive
    const { expected, onBytes } = reading
    const [outer, inner] = [gauge(onBytes && ((_, bytes) => onBytes(bytes))), gauge()]
    const broken = await flow(path, archive, reading, [outer.stream, unpacker((await archive.file.stat()).size), inner.stream, handOver(into)])
    if (broken) return broken
    const found = { bytes: outer.bytes(), sha256: outer.sha256(), rawBytes: inner.bytes(), rawSha256: inner.sha256() }
    const difference = expected && differs(found, expected)
    if (difference !== undefined) return refused(`${path}: ${difference}`)
    if (into instanceof Writable) into.end()
    return { ok: true, ...found }
  } catch (error) {
    return refusedBy(error)
  }
}

/** The same for somebody who takes the frame as it is and unpacks it: the last of it comes only once the file is known to be the one that was written. */
export const readFrame = async (path: string, reading: Reading & { readonly expected: Expected }, into: Writable): Promise<{ readonly ok: true } | Refused> => {
  try {
    const archive = await opened(path, reading)
    if ('ok' in archive) return archive
    const { expected, onBytes } = reading
    const outer = gauge(onBytes && ((_, bytes) => onBytes(bytes)))
    let last: Buffer | undefined
    const holding = new Transform({ transform: (chunk: Buffer, _, done) => { const before = last; last = chunk; done(null, before) } })
    const broken = await flow(path, archive, reading, [outer.stream, holding, handOver(into)])
    if (broken) return broken
    const difference = differs({ ...expected, bytes: outer.bytes(), sha256: outer.sha256() }, expected)
    if (difference !== undefined) return refused(`${path}: ${difference}`)
    into.end(last)
    return { ok: true }
  } catch (error) {
    return refusedBy(error)
  }
}
