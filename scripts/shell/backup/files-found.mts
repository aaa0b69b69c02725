import { lstat, realpath } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Miss } from '../../backup/manifest.mts'
import type { FileItem } from '../../backup/stock.mts'
import type { Found } from '../../backup/volumes.mts'
import { readDocker } from '../docker.mts'
import { errorCode } from '../failure.mts'

/** What is there of an item, why it is none of ours, or why it cannot be had. */
export type Looked = { readonly found: Found } | { readonly skipped: Miss } | { readonly missing: Miss }

const volumeFound = async (item: FileItem): Promise<Looked> => {
  const { code, stderr } = await readDocker(['docker', 'volume', 'inspect', item.source])
  if (code === 0) return { found: { item, path: item.source } }
  const message = /no such volume/i.test(stderr) ? `there is no volume ${item.source}: the service was never started, or somebody has removed it` : `docker volume inspect ${item.source}: ${stderr.trim()}`
  return { missing: { service: item.service, item: item.item, message } }
}

/** Looks for a volume by its name, for a folder or file by its path. */
export const lookFor = async (item: FileItem, stackFolder: string): Promise<Looked> => {
  const miss = (message: string): Miss => ({ service: item.service, item: item.item, message })
  if (item.is === 'volume') return volumeFound(item)
  const path = await realpath(resolve(stackFolder, item.source)).catch((error: unknown) => errorCode(error) || 'unreadable')
  if (!path.startsWith('/')) return { missing: miss(path === 'ENOENT' ? 'there is no such file or folder' : `cannot be read: ${path}`) }
  const there = await lstat(path)
  if (there.isDirectory()) return { found: { item, path } }
  return there.isFile() ? { found: { item, path, file: basename(path) } } : { skipped: miss('neither a file nor a folder: a socket or device is no data') }
}
