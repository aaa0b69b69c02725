import { companions } from '../companions/index.mts'

const reserved: ReadonlySet<string> = new Set([...Object.keys(companions), 'secrets'])

/** A name as the stack file writes it: `My_API` → `my-api`. */
export const asLabel = (name: string): string => {
  const plain = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[-\d]+/, '').slice(0, 40).replace(/-+$/, '')
  return plain === '' ? 'service' : reserved.has(plain) ? `${plain}-service` : plain
}

/** The names of services in the stack, each of its own. */
export const labelsOf = (names: readonly string[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    const base = asLabel(name)
    let label = base
    for (let count = 2; taken.has(label); count++) label = `${base.slice(0, 37)}-${count}`
    taken.add(label)
    found.set(name, label)
  }
  return found
}

/** A name of a secret: `DATABASE_URL` → `database_url`. */
export const asSecretName = (name: string): string => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[_\d]+/, '').slice(0, 63)
  return plain === '' ? 'secret' : plain
}

/** A name of a volume. */
export const asVolumeName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_-]/g, '-').replace(/^[^a-z]+/, '').slice(0, 63) || 'data'
