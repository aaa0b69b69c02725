/**
 * What a request asks for. Text is one character per byte, as it travels: `written` is the client's own spelling, `plain` is without
 * escapes, doubled slashes and dots, and what servers decide by.
 */
export type RequestPath = { readonly written: string; readonly query: string; readonly plain: string }

/** Reads the target of a request; undefined when it makes no sense or leaves the root. */
export const readTarget = (target: string): RequestPath | undefined => {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '')
  const [, written = '', query = ''] = /^([^?]*)(.*)$/.exec(local === '' || local.startsWith('?') ? `/${local}` : local) ?? []
  const plain = written.startsWith('/') ? plainOf(written) : undefined
  return plain === undefined ? undefined : { written, query, plain }
}

const plainOf = (written: string): string | undefined => {
  if (/%(?![0-9a-f]{2})|%00/i.test(written)) return undefined
  const parts = written.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))).split('/')
  const kept: string[] = []
  for (const part of parts) {
    if (part === '..' && kept.pop() === undefined) return undefined
    if (!['', '.', '..'].includes(part)) kept.push(part)
  }
  const endsInSlash = ['', '.', '..'].includes(parts.at(-1) ?? '')
  return `/${kept.join('/')}${endsInSlash && kept.length > 0 ? '/' : ''}`
}

/** Text as the bytes it travels in, one character each. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

/** A plain path spelled so that it can be asked for. */
export const escaped = (plain: string): string =>
  plain.replace(/[^\w!$&'()*+,./:;=@~[\]-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
