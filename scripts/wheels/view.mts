import { readWheelName } from './file-name.mts'
import type { Entry, Manifest } from './manifest.mts'

/** The last part of a path below `files/`: what the wheel is called. */
export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const machines: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', 386: 'i686', 'arm/v7': 'armv7l', ppc64le: 'ppc64le', s390x: 's390x', riscv64: 'riscv64' }

/** What Python calls the processor of a platform. */
export const machineOf = (platform: string): string => machines[platform.split('/').slice(1).join('/')] ?? platform.split('/')[1] ?? platform

type Pin = { readonly name: string; readonly hashes: readonly string[]; readonly platforms: readonly string[] }

/**
 * The requirements file of a service's view: every wheel in it with its version and hash, so that pip installs exactly these,
 * without resolving: `pip install --no-index --find-links VIEW --no-deps --require-hashes -r VIEW/requirements.txt`.
 */
export const viewRequirements = (entries: readonly Entry[], files: Manifest['files']): string => {
  const pins = new Map<string, Pin>()
  for (const { platform, wheels } of entries) {
    for (const path of wheels) {
      const wheel = readWheelName(fileNameOf(path))
      if (!wheel) continue
      const name = `${wheel.project}==${wheel.version}`
      const { hashes = [], platforms = [] } = pins.get(name) ?? {}
      pins.set(name, { name, hashes: [...new Set([...hashes, files[path]?.sha256 ?? ''])].sort(), platforms: [...new Set([...platforms, platform])] })
    }
  }
  const condition = ({ platforms }: Pin): string => platforms.length === entries.length ? '' : ` ; ${platforms.map((platform) => `platform_machine == "${machineOf(platform)}"`).join(' or ')}`
  return [...pins.values()].sort((a, b) => a.name < b.name ? -1 : 1).map((pin) => `${pin.name}${condition(pin)}${pin.hashes.map((hash) => ` --hash=sha256:${hash}`).join('')}\n`).join('')
}
