type RawVolume = { readonly Name: string; readonly CreatedAt?: string }
type RawUsage = readonly { readonly Name: string; readonly Size?: string }[]

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** Bytes of what docker prints for people, as `62.9MB`; undefined for `N/A`. */
const bytesOf = (text: string): number | undefined => {
  const [, count, unit = ''] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(text) ?? []
  return count === undefined ? undefined : Math.round(Number(count) * (units[unit] ?? NaN))
}

/** What `docker volume inspect` said: names and when they were made, in milliseconds. */
export const readVolumes = (json: string): readonly { readonly name: string; readonly createdAt?: number }[] =>
  (JSON.parse(json.trim() || '[]') as readonly RawVolume[]).map(({ Name, CreatedAt }) => ({ name: Name, ...CreatedAt === undefined || Number.isNaN(Date.parse(CreatedAt)) ? {} : { createdAt: Date.parse(CreatedAt) } }))

/** Sizes by volume, of the volumes that `docker system df --verbose` told of. */
export const readVolumeSizes = (json: string): ReadonlyMap<string, number> =>
  new Map(((JSON.parse(json.trim() || '[]') as RawUsage | null) ?? []).flatMap(({ Name, Size = '' }): readonly [string, number][] => {
    const size = bytesOf(Size)
    return size === undefined ? [] : [[Name, size]]
  }))
