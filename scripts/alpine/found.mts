import type { Variant } from './variant.mts'

/** Why something did not go, and the way out where it is known. */
export type Trouble = { readonly message: string; readonly hint?: string }

/** An image as it was built. */
export type ImageFound = {
  /** Bytes. */
  readonly size: number
  readonly layers: number
  /** Whether it is Alpine, and not a stand-in for it. */
  readonly isAlpine: boolean
}

/** What became of the build of an image; `base` is what it stands on, as the image map has it. */
export type BuildFound = { readonly act: 'build'; readonly recipe: string; readonly variant: Variant | 'own'; readonly base: string; readonly image?: ImageFound; readonly trouble?: Trouble }

/** Known weaknesses by severity; undefined with the reason where they could not be counted. */
export type Cves = Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>
export type ScanFound = { readonly act: 'scan'; readonly recipe: string; readonly variant: Variant; readonly cves?: Cves; readonly trouble?: Trouble }

/** Packages that bring no binary for musl. */
export type PackagesFound = {
  readonly act: 'packages'
  readonly recipe: string
  readonly without: readonly string[]
  /** How that is known: `uv.lock`, `package-lock.json`, `the index`. */
  readonly by?: string
  /** Why it is not known. */
  readonly trouble?: Trouble
}

/** What services need was started, or not. */
export type StartFound = { readonly act: 'start'; readonly services: readonly string[]; readonly trouble?: Trouble }

/** How a service did as a variant: milliseconds from its start until it was ready, each time, and bytes of memory at rest. */
export type TryFound = {
  readonly act: 'try'
  readonly service: string
  readonly variant: Variant
  readonly starts: readonly number[]
  readonly memory?: number
  readonly trouble?: Trouble
  /** There was nothing to start, or nothing to start it beside. */
  readonly skipped?: string
}

export type Found = BuildFound | ScanFound | PackagesFound | StartFound | TryFound

/** The middle one of an odd number of values. */
export const median = (values: readonly number[]): number | undefined => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]

const units: Readonly<Record<string, number>> = { B: 1, kB: 1000, KB: 1000, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** Memory as `docker stats --format '{{.MemUsage}}'` says it: `12.3MiB / 256MiB`. */
export const readMemory = (text: string): number | undefined => {
  const [, value, unit = ''] = /^\s*([\d.]+)\s*([A-Za-z]+)/.exec(text) ?? []
  const factor = units[unit]
  return value === undefined || factor === undefined ? undefined : Math.round(Number(value) * factor)
}

/** What a trouble comes down to, on one line: the first error among its last lines where there is one. */
export const gistOf = ({ message }: Trouble): string => {
  const [first = '', ...rest] = message.split('\n')
  const told = rest.map((line) => line.replace(/^\s+(?:│ )?/, ''))
  const at = told.findIndex((line) => /^(?:npm )?(?:error|fatal|E)\b[ :]/i.test(line))
  if (at === -1) return shortened(first)
  const line = (told[at] ?? '').replace(/^(?:npm )?(?:error|fatal|E)\b[: ]\s*/i, '')
  return shortened(line.endsWith(':') ? `${line} ${told[at + 1] ?? ''}` : line)
}

/** A line with its beginning and its end, where it is long. */
export const shortened = (line: string): string => line.length <= 160 ? line : `${line.slice(0, 110).trimEnd()} … ${line.slice(-40).trimStart()}`
