import { isMap } from '../stack/merge.mts'
import { fileAt } from './address.mts'
import { isFileName } from './file-name.mts'

/** One file that an index offers. */
export type Link = {
  readonly file: string
  readonly url: string
  readonly sha256?: string
  readonly size?: number
  /** Versions of Python it is for, as `>=3.9`. */
  readonly python?: string
  /** Why nobody should use it; empty where no reason is given. */
  readonly yanked?: string
  /** Its metadata can be asked for apart (PEP 658); the hash of that, or true. */
  readonly metadata?: string | true
}

/** What is asked of an index, best form first. */
export const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1'

/** Reads a project's page of an index, in either form; files with odd names are left out. */
export const readPage = (url: string, type: string, text: string): readonly Link[] =>
  (type.includes('json') ? fromJson(url, text) : fromHtml(url, text)).filter(({ file }) => isFileName(file))

const fromJson = (page: string, text: string): readonly Link[] => {
  const data: unknown = JSON.parse(text)
  const files: readonly unknown[] = isMap(data) && Array.isArray(data['files']) ? data['files'] : []
  return files.filter(isMap).map((file): Link => {
    const metadata = file['core-metadata'] ?? file['dist-info-metadata'] ?? file['data-dist-info-metadata']
    return linkOf({
      file: String(file['filename']), url: new URL(String(file['url']), page).href,
      sha256: isMap(file['hashes']) ? file['hashes']['sha256'] : undefined, size: file['size'], python: file['requires-python'],
      yanked: file['yanked'] === true ? '' : file['yanked'] || undefined,
      metadata: isMap(metadata) ? metadata['sha256'] ?? true : metadata === true ? true : undefined,
    })
  })
}

const fromHtml = (page: string, text: string): readonly Link[] => {
  const [, base] = /<base\s[^>]*href\s*=\s*["']([^"']+)["']/i.exec(text) ?? []
  const root = base === undefined ? page : new URL(unescape(base), page).href
  return [...text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<a\s([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    const href = attribute(attributes, 'href')
    if (href === undefined || !URL.canParse(href, root)) return []
    const url = new URL(href, root)
    const sha256 = /^#(?:.*&)?sha256=([0-9a-f]{64})/.exec(url.hash)?.[1]
    url.hash = ''
    const metadata = attribute(attributes, 'data-core-metadata') ?? attribute(attributes, 'data-dist-info-metadata')
    return [linkOf({
      file: decoded(fileAt(url.href)), url: url.href, sha256, python: attribute(attributes, 'data-requires-python'), yanked: attribute(attributes, 'data-yanked'),
      metadata: metadata === undefined || metadata === 'false' ? undefined : /^sha256=([0-9a-f]{64})$/.exec(metadata)?.[1] ?? true,
    })]
  })
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const linkOf = (found: { readonly file: string; readonly url: string } & Readonly<Record<string, unknown>>): Link =>
  Object.fromEntries(Object.entries(found).filter(([key, value]) => value !== undefined && value !== null && (key !== 'size' || typeof value === 'number'))) as unknown as Link

const attribute = (attributes: string, name: string): string | undefined => {
  const [, double, single, bare] = new RegExp(`(?:^|\\s)${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+)))?(?=\\s|/|$)`, 'i').exec(attributes) ?? [undefined]
  const found = double ?? single ?? bare
  return found === undefined ? (new RegExp(`(?:^|\\s)${name}(?=\\s|$)`, 'i').test(attributes) ? '' : undefined) : unescape(found)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescape = (text: string): string => text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
  decimal !== undefined ? String.fromCodePoint(Number(decimal)) : hex !== undefined ? String.fromCodePoint(Number.parseInt(hex, 16)) : entities[name ?? ''] ?? whole)

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** A page of links as every pip reads it; `placeOf` says where the container finds a file. */
export const pageText = (links: readonly Link[], placeOf: (link: Link) => string): string => {
  const rows = links.map((link) => {
    const extra = [
      link.python === undefined ? '' : ` data-requires-python="${escape(link.python)}"`,
      link.yanked === undefined ? '' : ` data-yanked="${escape(link.yanked)}"`,
      link.metadata === undefined ? '' : ['data-core-metadata', 'data-dist-info-metadata'].map((name) => ` ${name}="${link.metadata === true ? 'true' : `sha256=${link.metadata}`}"`).join(''),
    ].join('')
    return `<a href="${escape(placeOf(link))}${link.sha256 === undefined ? '' : `#sha256=${link.sha256}`}"${extra}>${escape(link.file)}</a>\n`
  })
  return `<!DOCTYPE html><html><body>\n${rows.join('')}</body></html>\n`
}
