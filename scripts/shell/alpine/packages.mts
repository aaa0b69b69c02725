import type { AlpineEffect } from '../../alpine/effect.mts'
import type { PackagesFound } from '../../alpine/found.mts'
import { binariesIn, lackingMusl, listing, type Release } from '../../alpine/python-binaries.mts'
import { labelled } from '../../alpine/steps.mts'
import { shown } from '../../wheels/address.mts'
import { troubleOf } from '../../wheels/trouble.mts'
import type { Origin } from '../../wheels/wanted.mts'
import { readDocker } from '../docker.mts'
import type { Means } from '../performers.mts'
import { isRefused, openNetwork } from '../wheels/network.mts'
import { openPages } from '../wheels/pages.mts'
import { readPipSettings } from '../wheels/pip-settings.mts'

type Packages = Extract<AlpineEffect, { act: 'packages' }>

/** Finds the packages without a binary for musl: a lock says so itself, else the index is asked about what the slim image has. */
export const lookAtPackages = async ({ recipe, packages, project }: Packages, { signal }: Pick<Means, 'signal'>): Promise<PackagesFound> => {
  const common = { act: 'packages', recipe } as const
  if (packages.is === 'known') return { ...common, without: packages.lacking, by: packages.by }
  const { code, stdout } = await readDocker(labelled(['docker', 'run', '--rm', '--network', 'none', '--pull', 'never', '--entrypoint', 'python3', packages.image, '-c', listing], project))
  if (code !== 0) return { ...common, without: [], trouble: { message: 'there is no slim image whose packages could be looked at' } }
  const binaries = binariesIn(stdout)
  if (binaries.length === 0) return { ...common, without: [], by: 'none of its packages holds code for a machine' }
  try {
    return { ...common, without: lackingMusl(await releasesOf(binaries, signal), { version: packages.python, implementation: 'cp', machine: process.arch === 'x64' ? 'x86_64' : 'aarch64', pip: '' }), by: 'the index' }
  } catch (error) {
    if (!isRefused(error)) throw error
    return { ...common, without: [], trouble: { message: `which of ${binaries.map(({ project }) => project).join(', ')} have a wheel for musl is not known: ${troubleOf(error.url, error.refusal, shown(error.url)).message}` } }
  }
}

/** What indexes have of these, as this user's pip is told about them. */
const releasesOf = async (binaries: readonly Omit<Release, 'files'>[], signal: AbortSignal): Promise<readonly Release[]> => {
  const { settings, logins } = await readPipSettings(process.env, undefined)
  const network = await openNetwork({ ...settings, retries: Math.min(1, settings.retries) }, signal)
  const { offers } = openPages(network, logins)
  const origins: readonly Origin[] = [...settings.index === '' ? [] : [{ is: 'index', url: settings.index } as const], ...settings.extra.map((url): Origin => ({ is: 'index', url })), ...settings.links.filter((url) => /^[a-z]+:/.test(url)).map((url): Origin => ({ is: 'links', url }))]
  try {
    return await Promise.all(binaries.map(async (binary): Promise<Release> => {
      const all = await Promise.all(origins.map((origin) => offers(origin, binary.project)))
      return { ...binary, files: all.flatMap((found) => (found ?? []).map(({ link }) => link.file)) }
    }))
  } finally {
    network.close()
  }
}
