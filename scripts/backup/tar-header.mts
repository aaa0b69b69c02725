/** Size of the blocks that a tar consists of. */
export const tarBlock = 512

/** What the header of an entry says; `type` is its letter. */
export type TarHeader = { readonly type: string; readonly path: string; readonly link: string; readonly size: number }

/** Text up to its first NUL; latin1, so that every byte stays one. */
const textAt = (block: Buffer, from: number, length: number): string => {
  const text = block.toString('latin1', from, from + length)
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

/** A number in octal digits, or in base 256 where those do not suffice; NaN when it is neither. */
const numberAt = (block: Buffer, from: number, length: number): number => {
  if (block[from] === 0x80) return Number(block.readBigUInt64BE(from + length - 8))
  const digits = textAt(block, from, length).trim()
  return /^[0-7]*$/.test(digits) ? parseInt(digits || '0', 8) : NaN
}

/** Whether the sum of all bytes is the one that is written in the header, where the sum itself counts as spaces. */
const hasItsSum = (block: Buffer): boolean => {
  let sum = 8 * 32
  for (let at = 0; at < tarBlock; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return numberAt(block, 148, 8) === sum
}

/** Reads a header; undefined when the block is none. */
export const readTarHeader = (block: Buffer): TarHeader | undefined => {
  const size = numberAt(block, 124, 12)
  if (!hasItsSum(block) || !Number.isSafeInteger(size)) return undefined
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isPosix ? textAt(block, 345, 155) : ''
  const name = textAt(block, 0, 100)
  return { type: textAt(block, 156, 1) || '0', path: prefix === '' ? name : `${prefix}/${name}`, link: textAt(block, 157, 100), size }
}

/** The records of a pax header, `length key=value` and a newline each; undefined when they are not. */
export const readPax = (data: Buffer): ReadonlyMap<string, string> | undefined => {
  const records = new Map<string, string>()
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at)
    const length = space === -1 ? 0 : Number(data.toString('latin1', at, space))
    const record = data.toString('latin1', space + 1, at + length)
    const equals = record.indexOf('=')
    if (!(length > 0) || at + length > data.length || equals === -1 || !record.endsWith('\n')) return undefined
    records.set(record.slice(0, equals), record.slice(equals + 1, -1))
    at += length
  }
  return records
}
