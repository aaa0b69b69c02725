import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { bytes } from '../../report/amount.mts'
import type { Access } from '../../wheels/address.mts'
import type { Link } from '../../wheels/index-page.mts'
import { failAt } from '../files.mts'
import { isRefused, refusalOf, refused, type Network } from './network.mts'

/** The size of a file; undefined where there is none. */
export const sizeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(() => undefined))?.size

/** The sha256 of a file; undefined where there is none. */
export const hashOf = async (path: string): Promise<string | undefined> => {
  const hash = createHash('sha256')
  if (!await absorb(hash, path)) return undefined
  return hash.digest('hex')
}

const absorb = (hash: Hash, path: string): Promise<boolean> => new Promise((resolve) => {
  createReadStream(path, { highWaterMark: 1 << 20 }).on('data', (chunk) => hash.update(chunk)).on('end', () => resolve(true)).on('error', () => resolve(false))
})

/** Fetches into `part`, going on where an earlier try has ended; whatever is not as it should be is taken away. */
export const fetchFile = async ({ file, url, sha256, size }: Link, access: Access, network: Network, part: string, show: (text: string) => void): Promise<void> => {
  const hash = createHash('sha256')
  const begun = url.startsWith('file:') || sha256 === undefined ? 0 : await sizeOf(part) ?? 0
  if (begun > 0) await absorb(hash, part)
  const { body, from, total } = url.startsWith('file:') ? { body: createReadStream(fileURLToPath(url)), from: 0, total: undefined } : await opened(access, begun, network)
  const whole = from === begun ? hash : createHash('sha256')
  const { bytes: got, isCut } = await keep(body, part, from, whole, (count) => show(`${file}: ${bytes(count)}${total ?? size ? ` of ${bytes(total ?? size ?? 0)}` : ''}`))
    .catch((error: Error) => { throw isRefused(error) || isOfDisk(error) ? error : refused(url, { ...refusalOf(error) }) })
  if (isCut || total !== undefined && got < total) throw refused(url, total === undefined ? { is: 'unreachable', code: 'ECONNRESET' } : { is: 'short', got, size: total })
  const digest = whole.digest('hex')
  if (sha256 !== undefined && digest !== sha256 || !await isWhole(part, file)) {
    await rm(part, { force: true })
    throw refused(url, size !== undefined && got < size ? { is: 'short', got, size } : sha256 === undefined ? { is: 'broken' } : { is: 'other-hash', wanted: sha256, got: digest })
  }
}

const isOfDisk = (error: Error & { readonly syscall?: string }): boolean => ['write', 'open', 'ftruncate', 'fsync'].includes(error.syscall ?? '') && !('address' in error)

const opened = async (access: Access, begun: number, network: Network): Promise<{ readonly body: IncomingMessage; readonly from: number; readonly total: number | undefined }> => {
  const body = await network.get(access, begun > 0 ? { range: `bytes=${begun}-` } : {})
  const { statusCode = 0, headers: { 'content-length': length } } = body
  // What is there already is more than there is: begin anew.
  if (statusCode === 416) {
    body.resume()
    return opened(access, 0, network)
  }
  if (statusCode !== 200 && statusCode !== 206) {
    body.resume()
    throw refused(access.url, { is: 'status', status: statusCode })
  }
  const from = statusCode === 206 ? begun : 0
  return { body, from, total: length === undefined ? undefined : from + Number(length) }
}

type Kept = { readonly bytes: number; readonly isCut: boolean }

/** Writes a body behind the first bytes of a file; how many it has then, and whether the body broke off. */
const keep = async (body: AsyncIterable<Buffer>, part: string, from: number, hash: Hash, onProgress: (bytes: number) => void): Promise<Kept> => {
  const file = await open(part, 'a')
  try {
    await file.truncate(from)
    const written = await copy(body, file, from, hash, onProgress)
    await file.sync()
    return written
  } catch (error) {
    return failAtDisk(part, error as Error)
  } finally {
    await file.close()
  }
}

const failAtDisk = (part: string, error: Error): never => {
  if (isOfDisk(error)) return failAt('write', part, error)
  throw error
}

const copy = async (body: AsyncIterable<Buffer>, file: FileHandle, from: number, hash: Hash, onProgress: (bytes: number) => void): Promise<Kept> => {
  let bytes = from
  try {
    for await (const chunk of body) {
      await file.write(chunk)
      hash.update(chunk)
      bytes += chunk.length
      onProgress(bytes)
    }
  } catch (error) {
    if (!['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as { readonly code?: string }).code ?? '')) throw error
    return { bytes, isCut: true }
  }
  return { bytes, isCut: false }
}

/** Whether an archive has its end: what a server without hashes cut off has not. */
const isWhole = async (path: string, file: string): Promise<boolean> => {
  if (!/\.(?:whl|zip)$/.test(file)) return true
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const tail = Buffer.alloc(Math.min(size, 66_000))
    await handle.read(tail, 0, tail.length, size - tail.length)
    return tail.includes(Buffer.from('PK\x05\x06', 'latin1'))
  } finally {
    await handle.close()
  }
}
