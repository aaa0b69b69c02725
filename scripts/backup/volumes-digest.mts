import { createHash, type Hash } from 'node:crypto'
import { readPax, readTarHeader, tarBlock } from './tar-header.mts'

/** What a tree of files comes to: the same for two trees of the same content, in whatever order their tars list them. */
export type TreeDigest = { readonly sha256: string; readonly entries: number; readonly bytes: number }

const numberAt = (block: Buffer, from: number, length: number): string => block[from] === 0x80
  ? String(block.readBigUInt64BE(from + length - 8))
  : String(parseInt(block.toString('latin1', from, from + length).replace(/[\0 ].*$/s, '') || '0', 8))

const padded = (size: number): number => Math.ceil(size / tarBlock) * tarBlock
const plain = (path: string): string => path.split('/').filter((part) => part !== '' && part !== '.').join('/')

type Notes = Map<string, string>
type Open = { readonly line: readonly string[]; readonly hash: Hash }

/** What identifies an entry; the time of a folder changes with what is written into it, links have no content of their own. */
const lineOf = (block: Buffer, notes: Notes): { readonly line: readonly string[]; readonly size: number } => {
  const header = readTarHeader(block)
  if (!header) throw new TypeError('a header in the tar is damaged')
  const type = header.type === '\0' || header.type === '7' ? '0' : header.type
  const isLink = type === '1' || type === '2'
  const size = type === '0' ? Number(notes.get('size') ?? header.size) : 0
  const owner = ['uid', 'gid'].map((key, index) => notes.get(key) ?? numberAt(block, 108 + 8 * index, 8))
  const time = type === '0' ? (notes.get('mtime') ?? numberAt(block, 136, 12)).replace(/\..*$/, '') : ''
  const target = notes.get('linkpath') ?? header.link
  return { size, line: [type, plain(notes.get('path') ?? header.path), type === '2' ? '' : numberAt(block, 100, 8), ...owner, time, String(size), isLink ? (type === '1' ? plain(target) : target) : '', notes.get('SCHILY.xattr.security.capability') ?? ''] }
}

/** Sums up a tar stream as it passes; its end marks and the order of its entries do not matter. */
export const treeDigest = () => {
  let [sum, entries, bytes, left, padding] = [0n, 0, 0, 0, 0]
  let held: Buffer = Buffer.alloc(0)
  let notes: Notes = new Map()
  let note: string | undefined
  let open: Open | undefined

  const close = ({ line, hash }: Open) => {
    sum = (sum + BigInt(`0x${createHash('sha256').update(JSON.stringify([...line, hash.digest('hex')])).digest('hex')}`)) & ((1n << 256n) - 1n)
    entries += 1
    open = undefined
  }
  const takeNote = (type: string, data: Buffer) => {
    if (type === 'x') for (const [key, value] of readPax(data) ?? []) notes.set(key, value)
    else if (type !== 'g') notes.set(type === 'L' ? 'path' : 'linkpath', data.toString('latin1').replace(/\0.*$/s, ''))
  }
  const takeHeader = (block: Buffer) => {
    if (block.every((byte) => byte === 0)) return
    const type = block.toString('latin1', 156, 157)
    if (/[xgLK]/.test(type)) {
      note = type
      left = readTarHeader(block)?.size ?? 0
      return
    }
    const { line, size } = lineOf(block, notes)
    notes = new Map()
    open = { line, hash: createHash('sha256') }
    ;[left, padding] = [size, padded(size) - size]
    if (size === 0) close(open)
  }
  /** Takes bytes from the front of what is there; how many it took. */
  const take = (chunk: Buffer): number => {
    if (open) {
      const part = chunk.subarray(0, left)
      open.hash.update(part)
      bytes += part.length
      left -= part.length
      if (left === 0) close(open)
      return part.length
    }
    if (padding > 0) {
      const skipped = Math.min(padding, chunk.length)
      padding -= skipped
      return skipped
    }
    const wanted = note === undefined ? tarBlock : padded(left)
    const part = chunk.subarray(0, wanted - held.length)
    held = Buffer.concat([held, part])
    if (held.length < wanted) return part.length
    const block = held
    held = Buffer.alloc(0)
    if (note === undefined) takeHeader(block)
    else {
      takeNote(note, block.subarray(0, left))
      note = undefined
    }
    return part.length
  }
  return {
    push: (chunk: Buffer): void => { for (let at = 0; at < chunk.length;) at += take(chunk.subarray(at)) },
    end: (): TreeDigest => ({ sha256: sum.toString(16).padStart(64, '0'), entries, bytes }),
  }
}
