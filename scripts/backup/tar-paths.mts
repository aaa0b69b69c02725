import type { TarHeader } from './tar-header.mts'

const kinds: Readonly<Record<string, string>> = { 3: 'a character device', 4: 'a block device' }

/** A path's parts without `.` and doubled slashes. */
const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')

const isOutside = (path: string): boolean => path.startsWith('/') || path.split('/').includes('..') || path.includes('\0')

/** A path as a message can hold it. */
const quoted = (path: string): string => JSON.stringify(Buffer.from(path, 'latin1').toString('utf8'))

/**
 * Judges the entries of a tar in their order: nothing may lie outside of the folder it is unpacked in, by its path or
 * through a symbolic link that came before, and nothing may be a device. Says what is wrong.
 */
export const tarPaths = (): ((header: TarHeader) => string | undefined) => {
  const links = new Set<string>()
  const isThroughLink = (parts: readonly string[], count: number): boolean => links.size > 0 && Array.from({ length: count }, (_, index) => parts.slice(0, index + 1).join('/')).some((path) => links.has(path))
  const judgeHardLink = ({ path, link }: TarHeader, parts: readonly string[]): string | undefined => {
    if (isOutside(link)) return `${quoted(path)} is a hard link to ${quoted(link)}, outside of the archive`
    const target = partsOf(link)
    if (isThroughLink(target, target.length - 1)) return `${quoted(path)} is a hard link to ${quoted(link)}, through a symbolic link`
    // Another name of a symbolic link leads where that leads.
    if (links.has(target.join('/'))) links.add(parts.join('/'))
    return undefined
  }
  return (header) => {
    const { type, path } = header
    const parts = partsOf(path)
    if (isOutside(path)) return `${quoted(path)} lies outside of the archive`
    if (kinds[type]) return `${quoted(path)} is ${kinds[type]}`
    if (!/^[0125-7]$/.test(type)) return `${quoted(path)} is of the unknown type ${JSON.stringify(type)}`
    if (isThroughLink(parts, type === '2' || type === '1' ? parts.length - 1 : parts.length)) return `${quoted(path)} is written through a symbolic link`
    if (type === '1') return judgeHardLink(header, parts)
    if (type === '2') links.add(parts.join('/'))
    return undefined
  }
}
