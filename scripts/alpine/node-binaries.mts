import { parse } from 'yaml'
import { isMap } from '../stack/merge.mts'

/** A package of a lock: for which machines it is, and which packages it takes along where they fit. */
type Locked = { readonly name: string; readonly os: readonly string[]; readonly cpu: readonly string[]; readonly libc: readonly string[]; readonly optional: readonly string[] }

const textsOf = (value: unknown): readonly string[] => typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : []
const keysOf = (value: unknown): readonly string[] => isMap(value) ? Object.keys(value) : []
const nameAt = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + (path.includes('node_modules/') ? 'node_modules/'.length : 0))

/** Reads package-lock.json. */
const fromNpm = (text: string): readonly Locked[] => {
  const data: unknown = JSON.parse(text)
  return !isMap(data) || !isMap(data['packages']) ? [] : Object.entries(data['packages']).flatMap(([path, value]) => !isMap(value) || path === '' ? [] : [
    { name: nameAt(path), os: textsOf(value['os']), cpu: textsOf(value['cpu']), libc: textsOf(value['libc']), optional: keysOf(value['optionalDependencies']) }])
}

/** Reads pnpm-lock.yaml, whose names end in their version. */
const fromPnpm = (text: string): readonly Locked[] => {
  const data: unknown = parse(text)
  if (!isMap(data) || !isMap(data['packages'])) return []
  const bare = (key: string): string => key.replace(/^\//, '').replace(/(?!^)@[^@/]*(?:\(.*)?$/, '')
  const snapshots = isMap(data['snapshots']) ? data['snapshots'] : data['packages']
  const optional = new Map(Object.entries(snapshots).map(([key, value]) => [bare(key), isMap(value) ? keysOf(value['optionalDependencies']) : []]))
  return Object.entries(data['packages']).flatMap(([key, value]) => !isMap(value) ? [] : [
    { name: bare(key), os: textsOf(value['os']), cpu: textsOf(value['cpu']), libc: textsOf(value['libc']), optional: optional.get(bare(key)) ?? [] }])
}

/**
 * Packages of a lock that bring binaries for glibc on this processor (`x64`, `arm64`) and none for musl. A binary that names no C library is
 * taken for one that needs none, as those of esbuild.
 */
export const withoutMusl = (lock: 'package-lock.json' | 'pnpm-lock.yaml', text: string, cpu: string): readonly string[] => {
  const all = lock === 'package-lock.json' ? fromNpm(text) : fromPnpm(text)
  const byName = new Map(all.map((one) => [one.name, one]))
  const fits = (name: string): boolean => { const one = byName.get(name); return one ? one.os.includes('linux') && (one.cpu.length === 0 || one.cpu.includes(cpu)) : name.includes('linux') && name.includes(cpu) }
  const isFor = (name: string, libc: 'glibc' | 'musl'): boolean => {
    const named = byName.get(name)?.libc ?? []
    return named.length > 0 ? named.includes(libc) : libc === 'musl' ? name.includes('musl') : /gnu|glibc/.test(name)
  }
  return [...new Set(all.filter(({ optional }) => {
    const mine = optional.filter(fits)
    return mine.some((name) => isFor(name, 'glibc')) && !mine.some((name) => isFor(name, 'musl'))
  }).map(({ name }) => name))].sort()
}
