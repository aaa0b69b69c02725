import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { readWheelName } from '../../wheels/file-name.mts'
import { pageText, type Link } from '../../wheels/index-page.mts'
import type { Manifest } from '../../wheels/manifest.mts'
import { fileNameOf } from '../../wheels/view.mts'
import type { Origin } from '../../wheels/wanted.mts'
import type { Downloads } from './downloads.mts'
import type { Network } from './network.mts'
import { isProject, type Offer, type Pages } from './pages.mts'

/** What a container's pip asks for, and what it is told: a text, or a file below the downloads. */
export type Told = { readonly status: number; readonly text?: string; readonly file?: string }

/** The index that one container sees. */
export type ContainerIndex = {
  readonly answer: (path: string) => Promise<Told>
  /** All that was offered of a project. */
  readonly linksOf: (project: string) => readonly Link[]
  /** Files it was given, by name: where they stand below the downloads, and their hashes where the index said them. */
  readonly given: ReadonlyMap<string, { readonly path: string; readonly sha256: string | undefined; readonly url: string }>
}

/** Where a container's index gets its files. */
export type Supply = {
  readonly originsOf: (project: string) => readonly Origin[]
  readonly direct: readonly Offer[]
  readonly pages: Pages
  readonly downloads: Downloads
  readonly network: Network
  /** Wheels of the wheelhouse that may be used for a project: built here of one of these sources, or offline whatever fits. */
  readonly stock: (project: string, links: readonly Link[]) => readonly Link[]
}

const missing: Told = { status: 404 }

/** Answers for one container. */
export const containerIndex = ({ originsOf, direct, pages, downloads, network, stock }: Supply): ContainerIndex => {
  const offered = new Map<string, Offer>()
  const links = new Map<string, readonly Link[]>()
  const given = new Map<string, { path: string; sha256: string | undefined; url: string }>()
  const give = async ({ link, access }: Offer): Promise<Told> => {
    const path = await downloads.obtain(link, access)
    given.set(link.file, { path, sha256: link.sha256, url: link.url })
    return { status: 200, file: path }
  }
  const page = async (project: string): Promise<Told> => {
    const found = (await Promise.all(originsOf(project).map((origin) => pages.offers(origin, project)))).flatMap((offers) => offers ?? [])
    const own = stock(project, found.map(({ link }) => link)).map((link): Offer => ({ link, access: { url: link.url } }))
    const all = [...own, ...found]
    links.set(project, all.map(({ link }) => link))
    for (const offer of all) offered.set(idOf(offer.link), offer)
    return all.length === 0 ? missing : { status: 200, text: pageText(all.map(({ link }) => link), (link) => `/files/${idOf(link)}/${encodeURIComponent(link.file)}`) }
  }
  const metadata = async ({ access }: Offer): Promise<Told> => {
    const answer = await network.get({ ...access, url: `${access.url}.metadata` })
    return { status: answer.statusCode ?? 500, text: await text(answer) }
  }
  return {
    given, linksOf: (project) => links.get(project) ?? [],
    answer: async (path) => {
      const [, kind = '', name = '', file = ''] = path.split('/')
      if (kind === 'simple') return isProject(name) ? page(name) : missing
      const offer = kind === 'direct' ? direct[Number(name)] : offered.get(name)
      if (!offer) return missing
      return file.endsWith('.metadata') && offer.link.metadata !== undefined ? metadata(offer) : give(offer)
    },
  }
}

const idOf = ({ url }: Link): string => createHash('sha256').update(url).digest('hex').slice(0, 20)

/** Wheels of the wheelhouse as links, for a container of that image. */
export const stockOf = (folder: string, { files }: Manifest, image: { readonly name: string; readonly id: string }, isOffline: boolean): Supply['stock'] => {
  const wheels = Object.entries(files).flatMap(([path, file]) => {
    const project = readWheelName(fileNameOf(path))?.project
    return project === undefined ? [] : [{ project, built: file.built, link: { file: fileNameOf(path), url: pathToFileURL(join(folder, 'files', path)).href, sha256: file.sha256, size: file.size } satisfies Link }]
  })
  return (project, links) => wheels.filter((wheel) => wheel.project === project && (isOffline
    ? wheel.built === undefined || wheel.built.in === image.name || wheel.link.file.endsWith('-any.whl')
    : wheel.built?.id === image.id && links.some(({ sha256 }) => sha256 === wheel.built?.from))).map(({ link }) => link)
}

/** Adds to hashes of sources those of the wheels that were built of them, so that a lock accepts these. */
export const withBuilt = (requirements: string, { files }: Manifest): string =>
  Object.values(files).reduce((text, { sha256, built }) => built && built.from !== '' ? text.replaceAll(`--hash=sha256:${built.from}`, `--hash=sha256:${built.from} --hash=sha256:${sha256}`) : text, requirements)

/** The text of the program that runs in the container, from gantry's own templates. */
export const containerProgram = (): Promise<string> => readFile(join(import.meta.dirname, '..', '..', '..', 'templates', 'wheels', 'index.py'), 'utf8')
