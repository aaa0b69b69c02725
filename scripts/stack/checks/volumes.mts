import { atService, type Check, type Draft } from '../draft.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import { plainPath } from '../plain-path.mts'
import type { Service } from '../service.mts'
import { warning, type Path } from '../source.mts'
import { leaving } from './places.mts'

/** Each volume says what it is and stands alone at its path; what is mounted from the host stays inside the stack folder. */
export const volumes: Check = (draft) => [...draft.services.values()].flatMap((service) => {
  if (service.kind === 'external') return []
  const seen = new Set<string>()
  return [
    ...service.mounts.flatMap((mount, index) => {
      const isSecond = seen.has(plainPath(mount.path))
      seen.add(plainPath(mount.path))
      return isSecond ? [atService(draft, 'volume-clash', service, ['volumes', index], { value: mount.path })] : volume(draft, service, ['volumes', index], mount)
    }),
    ...Object.keys(service.dev.mount ?? {}).flatMap((path) => source(draft, service, ['dev', 'mount', path], path)),
  ]
})

const volume = (draft: Draft, service: Service, at: Path, mount: Service['mounts'][number]): readonly Problem[] => {
  const written: unknown = (service.own.volumes as readonly unknown[])[Number(at[1])]
  const wrong = (hint?: string) => [atService(draft, 'bad-volume', service, at, { value: typeof written === 'string' ? written : mount.path, hint })]
  if (isMap(written) && ['name', 'bind', 'tmpfs'].filter((key) => written[key] !== undefined && written[key] !== false).length !== 1) return wrong('write one of `name:`, `bind:` and `tmpfs: true` beside `path:`')
  if (!mount.path.startsWith('/')) return wrong()
  if (mount.type === 'volume') {
    const name = mount.name.toLowerCase().replace(/[^a-z0-9_-]/g, '-').replace(/^[^a-z]+/, '')
    return /^[a-z][a-z0-9_-]{0,62}$/.test(mount.name) ? [] : wrong(mount.name.includes('${') || name === '' ? undefined : mount.name.includes('/') ? `write \`./${mount.name}:${mount.path}\` for a folder` : `write \`${name}:${mount.path}\``)
  }
  if (mount.type !== 'bind') return []
  return mount.source.startsWith('~') ? wrong('write a folder of the stack, such as ./data, or an absolute path') : source(draft, service, at, mount.source)
}

const source = (draft: Draft, service: Service, at: Path, path: string): readonly Problem[] => {
  const plain = plainPath(path)
  const part = at[0] === 'dev' ? 'key' : 'value'
  if (plain === '.') return [atService(draft, 'project-mounted', service, at, { value: path }, part)]
  if (/^\/mnt\/[a-z](\/|$)/.test(plain)) return [warning(atService(draft, 'drive-mount', service, at, { value: plain }, part))]
  return plain.startsWith('/') && at[0] === 'volumes' ? [] : leaving(draft, service, at, plain, part)
}
