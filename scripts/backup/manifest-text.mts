import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { Manifest } from './manifest.mts'
import { isArchiveName, runTime } from './place.mts'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const time = v.pipe(v.string(), v.isoTimestamp())
const miss = v.object({ service: v.string(), item: v.string(), message: v.string() })

const proof = v.object({ level: v.picklist(['read', 'full', 'drill']), at: time, ok: v.boolean(), message: v.exactOptional(v.string()) })

const archive = v.object({
  service: v.string(), of: v.string(), item: v.string(),
  file: v.pipe(v.string(), v.check(isArchiveName)),
  format: v.picklist(['sql', 'rdb', 'sqlite', 'tar']),
  bytes: count, sha256: hash, rawBytes: count, rawSha256: hash,
  encrypted: v.boolean(),
  server: v.exactOptional(v.string()),
  counts: v.exactOptional(v.record(v.string(), count)),
  traits: v.exactOptional(v.record(v.string(), v.string())),
  ms: v.pipe(v.number(), v.minValue(0)),
  proofs: v.array(proof),
  byHand: v.array(v.string()),
})

const schema: v.GenericSchema<Manifest> = v.object({
  version: v.literal(1),
  run: v.pipe(v.string(), v.check((name) => runTime(name) !== undefined)),
  stack: v.string(), environment: v.string(), isSafety: v.exactOptional(v.boolean()),
  startedAt: time, endedAt: time,
  tools: v.record(v.string(), v.string()),
  byHand: v.exactOptional(v.string()),
  archives: v.array(archive),
  failures: v.array(miss), skipped: v.array(miss),
})

/** A manifest as the text of its file; its last line holds a hash of all that stands before it. */
export const manifestText = (manifest: Manifest): string => {
  const seal = createHash('sha256').update(JSON.stringify(manifest)).digest('hex')
  return `${JSON.stringify({ ...manifest, seal }, undefined, 2)}\n`
}

/** What the text of a manifest says, or why it is not believed. */
export type ReadManifest = { readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly message: string }

const refused = (message: string): ReadManifest => ({ ok: false, message })

/** Reads the manifest of a run; one that was cut, edited or brought from another run is refused. */
export const readManifest = (text: string, run: string): ReadManifest => {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('it is no JSON object: cut short or damaged')
  const { seal: _, ...manifest } = value as Record<string, unknown>
  if ('version' in manifest && manifest['version'] !== 1) return refused(`it is of version ${JSON.stringify(manifest['version'])}, which a newer gantry has written`)
  const checked = v.safeParse(schema, manifest, { abortEarly: true })
  if (!checked.success) return refused(`${v.getDotPath(checked.issues[0]) ?? 'it'} is not as gantry writes it`)
  // Not what the schema returns: that would leave out a table by the name of `constructor`.
  const believed = manifest as Manifest
  if (manifestText(believed) !== text) return refused('its seal does not fit: it was changed after it was written')
  return believed.run === run ? { ok: true, manifest: believed } : refused(`it belongs to the run ${believed.run}`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
