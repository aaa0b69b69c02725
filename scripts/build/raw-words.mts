/** Where the words of a raw block count from: the folder of the compose file, and that of the environment's secrets. */
export type RawPlaces = { readonly composeFolder: string; readonly secretFile: (name: string) => string }

/** Words of `docker buildx build` for the `build:` keys of a service's `compose:` block, except its stage; keys that have no words are told apart. */
export const rawWords = (raw: Readonly<Record<string, unknown>>, places: RawPlaces): { readonly words: readonly string[]; readonly unknown: readonly string[] } => {
  const keys = Object.keys(raw)
  return { words: keys.flatMap((key) => flags[key]?.(raw[key], places) ?? []), unknown: keys.filter((key) => !Object.hasOwn(flags, key)) }
}

type Flag = (value: unknown, places: RawPlaces) => readonly string[]

const repeated = (flag: string, separator = '=', change: (text: string, places: RawPlaces) => string = (text) => text): Flag =>
  (value, places) => pairs(value, separator).flatMap((pair) => [flag, change(pair, places)])
const plain = (flag: string): Flag => (value) => [flag, String(value)]
const sign = (flag: string): Flag => (value) => value === true ? [flag] : []

/** Compose writes these as a map or as a list. */
const pairs = (value: unknown, separator: string): readonly string[] => {
  if (Array.isArray(value)) return value.map(textOf)
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.entries(value).map(([key, one]) => one === null ? key : `${key}${separator}${textOf(one)}`)
}

/** A secret is named by its source, a limit of processes has two ends. */
const textOf = (one: unknown): string => {
  if (typeof one !== 'object' || one === null) return String(one)
  const { source, soft, hard } = one as Readonly<Record<string, unknown>>
  return source === undefined ? `${String(soft)}:${String(hard)}` : String(source)
}

/** A folder counts from the compose file; an image or an address is what it is. */
const fromFolder = (pair: string, { composeFolder }: RawPlaces): string => {
  const at = pair.indexOf('=') + 1
  const source = pair.slice(at)
  return /^[a-z-]+:/.test(source) || source.startsWith('/') ? pair : `${pair.slice(0, at)}${composeFolder}/${source}`
}

/** Keys of the compose build specification with the option that means the same. */
const flags: Readonly<Record<string, Flag>> = {
  args: repeated('--build-arg'), labels: repeated('--label'), additional_contexts: repeated('--build-context', '=', fromFolder),
  cache_from: repeated('--cache-from'), cache_to: repeated('--cache-to'), extra_hosts: repeated('--add-host'), ulimits: repeated('--ulimit'),
  ssh: repeated('--ssh'), entitlements: repeated('--allow'), tags: repeated('--tag'), platforms: repeated('--platform'),
  secrets: repeated('--secret', '=', (name, { secretFile }) => `id=${name},src=${secretFile(name)}`),
  network: plain('--network'), shm_size: plain('--shm-size'), no_cache: sign('--no-cache'), pull: sign('--pull'),
}
