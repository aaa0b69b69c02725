const names: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', 'arm64/v8': 'arm64', 'amd64/v1': 'amd64', arm: 'arm/v7' }

/** A platform as builders list it: `aarch64` is `linux/arm64`. */
export const platformName = (text: string): string => {
  const [first = '', ...rest] = text.trim().toLowerCase().split('/')
  const [system, machine] = rest.length === 0 ? ['linux', first] : [first, rest.join('/')]
  return `${system}/${names[machine] ?? machine}`
}
