import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { accessTo, expanded, fileAt, type Logins } from '../../wheels/address.mts'
import type { CollectJob } from '../../wheels/effect.mts'
import type { Manifest } from '../../wheels/manifest.mts'
import type { PipSettings } from '../../wheels/pip-config.mts'
import type { Origin } from '../../wheels/wanted.mts'
import type { Means } from '../performers.mts'
import type { Downloads } from './downloads.mts'
import type { Network } from './network.mts'
import type { Offer, Pages } from './pages.mts'

/** What all jobs of a run share. */
export type Site = {
  readonly house: string
  readonly means: Means
  readonly settings: PipSettings
  readonly logins: Logins
  readonly network: Network
  readonly pages: Pages
  readonly offline: boolean
  /** The index that was typed: it is asked in place of every other. */
  readonly index: string | undefined
  /** The engine's own platform. */
  readonly native: string
  readonly images: Map<string, Promise<string>>
  readonly downloads: Downloads
  readonly shelf: Shelf
}

/** The manifest as it grows; it and the views are changed by one at a time, each after `turn`. */
export type Shelf = { manifest: Manifest; turn: Promise<unknown> }

/** Where a project's files come from: the one that was typed, or that its lock names; else the index of the requirements or of the user, and those beside it. */
export const originsOf = ({ wanted }: CollectJob, { settings, index, means: { folder } }: Site): (project: string) => readonly Origin[] => {
  if (index !== undefined) return () => [{ is: 'index', url: index }]
  const main = wanted.index ?? settings.index
  const all: readonly Origin[] = [
    ...main === '' ? [] : [{ is: 'index', url: main } as const], ...settings.extra.map((url): Origin => ({ is: 'index', url })),
    ...settings.links.map((url): Origin => ({ is: 'links', url })), ...wanted.origins,
  ].map(({ is, url }) => ({ is, url: expanded(url, process.env) }))
  const usual = [...new Map(all.map((origin) => [origin.url, origin])).values()].map((origin) => /^[a-z]+:/.test(origin.url) ? origin : { ...origin, url: pathToFileURL(resolve(folder, origin.url)).href })
  return (project) => {
    const home = wanted.homes[project]
    return home === undefined ? usual : [{ is: 'index', url: home }]
  }
}

/** A file outside any index. */
export const directOffer = (address: string, { logins }: Site): Offer => {
  const url = expanded(address, process.env)
  const access = accessTo(url, logins)
  return { access, link: { file: fileAt(url), url: access.url } }
}
