import type { Mount } from '../kinds/workload.mts'
import { memoryAmount } from './amount.mts'
import type { Around } from './compose-service.mts'
import { orUndefined, type Entries } from './data.mts'
import { relativeTo } from './relative.mts'

type Tmpfs = Extract<Mount, { type: 'tmpfs' }>

/** Everything mounted into a service, by its path in there. */
export const mountValues = (mounts: readonly Mount[], around: Around): Entries => {
  const sorted = [...mounts].sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    volumes: orUndefined(sorted.flatMap((mount) => mount.type === 'tmpfs' ? [] : [volume(mount, around)])),
    tmpfs: orUndefined(sorted.flatMap((mount) => mount.type === 'tmpfs' ? [tmpfs(mount)] : [])),
  }
}

const volume = (mount: Exclude<Mount, Tmpfs>, { folder, place }: Around): Entries => {
  if (mount.type === 'volume') return { type: 'volume', source: mount.name || undefined, target: mount.path, read_only: mount.readOnly || undefined }
  const source = mount.type === 'rendered' ? place(mount.target, mount.folder) : mount.source
  return {
    type: 'bind', source: relativeTo(folder, source), target: mount.path, read_only: mount.type === 'rendered' || mount.readOnly || undefined,
    // A mistyped path is an error, not an empty folder that belongs to root.
    bind: { create_host_path: false },
  }
}

const tmpfs = ({ path, size, user }: Tmpfs): string => {
  const [uid, gid] = (user ?? '').split(':')
  const options = [
    ...size === undefined ? [] : [`size=${memoryAmount(size).toLowerCase().replace('b', '')}`],
    ...uid ? [`uid=${uid}`, ...gid ? [`gid=${gid}`] : [], 'mode=0755'] : [],
  ]
  return options.length === 0 ? path : `${path}:${options.join(',')}`
}
