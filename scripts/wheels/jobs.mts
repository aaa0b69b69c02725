import type { Entry, Manifest } from './manifest.mts'
import type { Program } from './services.mts'
import { fileNameOf } from './view.mts'

/** What has to be collected once: services of one folder and one base image share it. */
export type Job = {
  readonly services: readonly string[]
  readonly folder: string
  readonly base: string
  readonly image: string
  readonly packages: readonly string[]
  /** As docker names it: `linux/amd64`. */
  readonly platform: string
  /** Hashes of the files that say what is needed. */
  readonly requirements: Readonly<Record<string, string>>
  readonly why: string
}

/** What is there: the manifest, the files below `files/` with their sizes, what each view holds, and the ids of images by `name platform`, where they are on this machine. */
export type Stock = {
  readonly manifest: Manifest
  readonly sizes: ReadonlyMap<string, number>
  readonly views: ReadonlyMap<string, ReadonlySet<string>>
  readonly ids: ReadonlyMap<string, string>
}

/** Jobs of programs, each with the reason for it; empty where all is there and current. */
export const jobsFor = (programs: readonly Program[], platforms: readonly string[], hashes: (folder: string) => Job['requirements'], stock: Stock): readonly Job[] => {
  const jobs = new Map<string, Job>()
  for (const platform of platforms) {
    for (const { service, folder, base, image, packages } of programs) {
      const requirements = hashes(folder)
      const why = lackOf(service, { base, image, packages, platform, requirements }, stock)
      if (why === undefined) continue
      const key = [folder, image, platform, ...packages].join(' ')
      const same = jobs.get(key)
      jobs.set(key, same ? { ...same, services: [...same.services, service] } : { services: [service], folder, base, image, packages, platform, requirements, why })
    }
  }
  return [...jobs.values()]
}

type Asked = Pick<Job, 'base' | 'image' | 'packages' | 'platform' | 'requirements'>

/** Why what stands ready for a service does not do; undefined where it does. */
export const lackOf = (service: string, asked: Asked, stock: Stock): string | undefined => {
  const entry = stock.manifest.services[service]?.find(({ platform }) => platform === asked.platform)
  if (!entry) return 'nothing is there yet'
  return changeOf(entry, asked, stock.ids) ?? goneOf(service, entry, stock)
}

const changeOf = (entry: Entry, asked: Asked, ids: Stock['ids']): string | undefined => {
  const files = [...new Set([...Object.keys(asked.requirements), ...Object.keys(entry.requirements)])].filter((file) => asked.requirements[file] !== entry.requirements[file])
  if (files.length > 0) return `${files.join(', ')} ${files.length === 1 ? 'has' : 'have'} changed`
  if (entry.image !== asked.image) return `the base image is now ${asked.base}${asked.image === asked.base ? '' : ` (${asked.image})`}`
  if (entry.packages.join(' ') !== asked.packages.join(' ')) return 'other packages are there to build with'
  const id = ids.get(`${asked.image} ${asked.platform}`)
  return id !== undefined && id !== entry.id ? `the image ${asked.image} is another one now` : undefined
}

const goneOf = (service: string, { wheels }: Entry, { manifest, sizes, views }: Stock): string | undefined => {
  const missing = wheels.find((path) => sizes.get(path) !== manifest.files[path]?.size)
  if (missing !== undefined) return `${missing} is ${sizes.has(missing) ? 'not whole' : 'gone'}`
  const view = views.get(service)
  const absent = [...wheels.map(fileNameOf), 'requirements.txt'].find((name) => !view?.has(name))
  return absent === undefined ? undefined : `${service}/${absent} is gone`
}
