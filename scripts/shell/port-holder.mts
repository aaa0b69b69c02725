import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { container } from '../docker/container.mts'
import { readPublishers, type Publisher } from '../docker/publishers.mts'
import { listeningInodes } from '../docker/sockets.mts'
import { readDocker } from './docker.mts'

/** Who listens on a host port. */
export type PortHolder =
  | ({ readonly is: 'container' } & Publisher)
  | { readonly is: 'process'; readonly name: string; readonly pid: number }
  /** Somebody does; only root may see who. */
  | { readonly is: 'unknown' }

/** Finds who listens on a TCP port of this machine; undefined when nobody does. */
export const portHolder = async (port: number): Promise<PortHolder | undefined> => {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => undefined)))
  const inodes = tables.flatMap((table) => listeningInodes(table ?? '', port))
  // The engine listens for its containers, so where nobody listens it need not be asked; elsewhere than on Linux there is no such table.
  if (inodes.length === 0 && tables.some((table) => table !== undefined)) return undefined
  const docker = await readDocker(container.publishing(port))
  const [publisher] = docker.code === 0 ? readPublishers(docker.stdout) : []
  if (publisher) return { is: 'container', ...publisher }
  if (inodes.length === 0) return undefined
  return (await processWith(new Set(inodes.map((inode) => `socket:[${inode}]`)))) ?? { is: 'unknown' }
}

/** The holder in words: `container shop-prod-web-1 of project shop-prod`. */
export const holderWords = (holder: PortHolder): string => {
  switch (holder.is) {
    case 'container': return `container ${holder.container}${holder.project && ` of project ${holder.project}`}`
    case 'process': return `${holder.name} (process ${holder.pid})`
    case 'unknown': return 'a process of another user'
  }
}

const processWith = async (sockets: ReadonlySet<string>): Promise<PortHolder | undefined> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
    const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')))
    if (!links.some((link) => sockets.has(link))) continue
    return { is: 'process', name: await nameOf(pid), pid: Number(pid) }
  }
  return undefined
}

/** The program as it was started; what the kernel calls it may be the name of a thread. */
const nameOf = async (pid: string): Promise<string> => {
  const [program = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return basename(program.split(':')[0] ?? '') || (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')).trim()
}
