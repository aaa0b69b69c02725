/** A project's name as indexes compare it (PEP 503). */
export const projectName = (name: string): string => name.replace(/[-_.]+/g, '-').toLowerCase()

/** What the name of a wheel says: for which Python, ABI and platforms it is. */
export type WheelName = {
  readonly project: string
  readonly version: string
  readonly pythons: readonly string[]
  readonly abis: readonly string[]
  readonly platforms: readonly string[]
}

/** Reads the name of a wheel; undefined for any other file. */
export const readWheelName = (file: string): WheelName | undefined => {
  if (!file.endsWith('.whl')) return undefined
  const parts = file.slice(0, -'.whl'.length).split('-')
  const [name, version, ...rest] = parts
  const [pythons, abis, platforms] = rest.slice(-3)
  if (!name || !version || rest.length < 3 || rest.length > 4 || !pythons || !abis || !platforms) return undefined
  return { project: projectName(name), version, pythons: pythons.split('.'), abis: abis.split('.'), platforms: platforms.split('.') }
}

const archive = /\.(?:tar\.gz|zip|tar\.bz2|tar\.xz|tgz)$/

/** The version in the name of a source archive of a project; undefined where it is none. */
export const sourceVersion = (file: string, project: string): string | undefined => {
  const ending = archive.exec(file)
  if (!ending) return undefined
  const stem = file.slice(0, ending.index)
  const dash = [...stem.matchAll(/-/g)].map(({ index }) => index).find((at) => projectName(stem.slice(0, at)) === project && /^\d|^v\d/.test(stem.slice(at + 1)))
  return dash === undefined ? undefined : stem.slice(dash + 1)
}

/** A file name that stays inside its folder and in one line of a text. */
export const isFileName = (file: string): boolean => /^[A-Za-z0-9][\w.!+@ -]*$/.test(file) && !file.includes('..')
