import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createGunzip } from 'node:zlib'
import { accessTo, loginIn, projectPage, type Access, type Logins } from '../../wheels/address.mts'
import { isFileName, projectName, readWheelName, sourceVersion } from '../../wheels/file-name.mts'
import { accept, readPage, type Link } from '../../wheels/index-page.mts'
import type { Origin } from '../../wheels/wanted.mts'
import { readText } from '../files.mts'
import { isRefused, persistently, refused, refusalOf, type Network } from './network.mts'
import { once } from './once.mts'

/** A link with what opens it. */
export type Offer = { readonly link: Link; readonly access: Access }

/** Asks indexes for the files of a project, each index once in a run; undefined where it knows no such project. */
export type Pages = { readonly offers: (origin: Origin, project: string) => Promise<readonly Offer[] | undefined> }

/** Pages of indexes and of folders of links, as this user may see them. */
export const openPages = (network: Network, logins: Logins): Pages => {
  const asked = new Map<string, Promise<readonly Offer[] | undefined>>()
  const ask = (url: string) => once(asked, url, () => readOffers(url, network, logins))
  return {
    offers: async ({ is, url }, project) => {
      if (is === 'index') return ask(projectPage(url, project))
      return (await ask(url) ?? []).filter(({ link: { file } }) => readWheelName(file)?.project === project || sourceVersion(file, project) !== undefined)
    },
  }
}

const readOffers = async (url: string, network: Network, logins: Logins): Promise<readonly Offer[] | undefined> => {
  if (!URL.canParse(url) || !/^(?:https?|file):/.test(url)) throw refused(url, { is: 'unreadable' })
  if (url.startsWith('file:')) return readFolder(url)
  const access = accessTo(url, logins)
  const page = await persistently(network.retries, () => fetchPage(access, network))
  const known: Logins = new Map([...logins, ...loginIn(url)])
  return page?.map((link) => ({ link, access: accessTo(link.url, known) }))
}

const fetchPage = async (access: Access, network: Network): Promise<readonly Link[] | undefined> => {
  const answer = await network.get(access, { accept, 'accept-encoding': 'gzip' })
  const { statusCode = 0, headers } = answer
  if (statusCode === 404 || statusCode === 410) {
    answer.resume()
    return undefined
  }
  if (statusCode !== 200) {
    answer.resume()
    throw refused(access.url, { is: 'status', status: statusCode })
  }
  try {
    const body = headers['content-encoding'] === 'gzip' ? unzipped(answer) : answer
    return readPage(access.url, headers['content-type'] ?? '', await text(body))
  } catch (error) {
    if (isRefused(error)) throw error
    throw refused(access.url, error instanceof SyntaxError || error instanceof TypeError ? { is: 'unreadable' } : refusalOf(error as Error))
  }
}

// An answer that breaks off breaks this off as well.
const unzipped = (body: Readable): Readable => pipeline(body, createGunzip(), () => {})

/** A folder on this machine: its index.html, else the files in it. */
const readFolder = async (url: string): Promise<readonly Offer[] | undefined> => {
  const folder = fileURLToPath(url)
  const page = await readText(/\.html?$/.test(folder) ? folder : join(folder, 'index.html')).catch(() => undefined)
  const links = page === undefined ? await readdir(folder).then((names) => names.filter(isFileName).map((file): Link => ({ file, url: pathToFileURL(join(folder, file)).href })), () => undefined) : readPage(url, 'text/html', page)
  return links?.map((link) => ({ link, access: { url: link.url } }))
}

/** Whether a name is one that an index may be asked for. */
export const isProject = (name: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(name) && projectName(name) === name
