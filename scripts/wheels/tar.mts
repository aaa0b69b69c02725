const block = 512

const octal = (value: number, width: number): Buffer => {
  const digits = value.toString(8)
  if (digits.length < width) return Buffer.from(`${digits.padStart(width - 1, '0')}\0`, 'latin1')
  // Above 8 GiB: base 256 with the first bit set, as GNU tar writes and Docker reads it.
  const bytes = Buffer.alloc(width)
  bytes.writeBigUInt64BE(BigInt(value), width - 8)
  bytes[0] = 0x80
  return bytes
}

/** One file of an archive: its own bytes follow, or it is another name of one that came before. */
export type TarEntry = { readonly path: string; readonly size: number; readonly linkTo?: string }

/** The header of a file in a tar archive; a path of more than 100 bytes gets a pax header before it. */
export const tarHeader = ({ path, size, linkTo }: TarEntry): Buffer => {
  const long = [['path', path], ['linkpath', linkTo ?? '']].filter(([, value]) => Buffer.byteLength(value ?? '') > 100)
  const pax = Buffer.from(long.map(([key, value]) => paxRecord(key ?? '', value ?? '')).join(''), 'utf8')
  const main = header(path, linkTo === undefined ? size : 0, linkTo === undefined ? '0' : '1', linkTo ?? '')
  return pax.length === 0 ? main : Buffer.concat([header('pax', pax.length, 'x', ''), pax, tarPadding(pax.length), main])
}

const paxRecord = (key: string, value: string): string => {
  const body = ` ${key}=${value}\n`
  let length = Buffer.byteLength(body)
  while (Buffer.byteLength(`${length}${body}`) !== length) length = Buffer.byteLength(`${length}${body}`)
  return `${length}${body}`
}

const header = (path: string, size: number, type: string, linkTo: string): Buffer => {
  const bytes = Buffer.alloc(block)
  bytes.write(path.slice(0, 100), 0, 100, 'utf8')
  octal(0o644, 8).copy(bytes, 100)
  octal(0, 8).copy(bytes, 108)
  octal(0, 8).copy(bytes, 116)
  octal(size, 12).copy(bytes, 124)
  octal(0, 12).copy(bytes, 136)
  bytes.fill(' ', 148, 156)
  bytes.write(type, 156, 'latin1')
  bytes.write(linkTo.slice(0, 100), 157, 100, 'utf8')
  bytes.write('ustar\x0000', 257, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

/** What fills the last block of a file of that size. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((block - size % block) % block)
