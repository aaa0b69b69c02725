import { Duplex, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Archive } from '../../backup/manifest.mts'
import type { Format } from '../../kinds/keeping.mts'
import { encryption } from './age.mts'
import { readBack, readingBefore, type Content } from './content.mts'
import { unlessGivenUp, watchOver, type Limits, type Watch } from './limits.mts'
import { startPacked, type Packed } from './packer.mts'
import type { Produced, Source } from './producer.mts'
import { refused, refusedBy, type Refused } from './refused.mts'
import { openSink, type Sink } from './sink.mts'

/** Where an archive goes: its final name in a folder that is there, and who may read it; no recipients is a plain file. */
export type Target = { readonly folder: string; readonly file: string; readonly format: Format; readonly recipients: readonly string[] }

/** What an archive may take; `onBytes` is told how many bytes of it there are so far. */
export type Means = Limits & { readonly onBytes?: (bytes: number) => void }

/** What was written, as its manifest has it; `notes` is what the source counted (`counts.mts`). */
export type Written = {
  readonly ok: true
  readonly archive: Pick<Archive, 'file' | 'format' | 'encrypted' | 'bytes' | 'sha256' | 'rawBytes' | 'rawSha256' | 'ms' | 'proofs'>
  readonly notes: readonly string[]
}

/** What is encrypted is read before. */
type Sealing = { readonly reading: Transform; readonly content: () => Content; readonly encrypting: Duplex }

/** What the source itself has to answer for. */
const faultOf = ({ argv: [program = ''] }: Source, { code, complaints }: Produced): string | undefined => {
  const said = complaints.join('\n')
  if (code === 127) return said || `${program} is not there`
  const way = code > 128 ? `ended with ${code} (signal ${code - 128})` : `ended with ${code}`
  return code === 0 ? undefined : `${program} ${way}${said === '' ? '' : `:\n${said}`}`
}

/** Lets what is packed flow into a sink. Of several things that went wrong the first cause is told: a disk that is full also breaks the pipe of who writes to it. */
const flow = async (source: Source, packed: Packed, sealing: Sealing | undefined, sink: Sink, watch: Watch): Promise<Produced> => {
  const { signal } = watch
  const onAbort = (): void => void packed.end()
  signal.addEventListener('abort', onAbort)
  try {
    const steps = [...packed.frame, ...sealing ? [sealing.reading, sealing.encrypting] : [], sink.stream]
    const error = await pipeline(steps, { signal }).then(() => undefined, (reason: unknown) => reason)
    if (error) await packed.end()
    const produced = await packed.producer.ended
    const failure = sink.failure()
    if (failure) throw failure
    const fault = watch.reason() ?? await packed.fault ?? faultOf(source, produced) ?? (error ? `writing it failed: ${error instanceof Error ? error.message : String(error)}` : undefined)
    if (fault !== undefined) throw refused(fault)
    return produced
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Undoes what was begun; what could not be undone is told with the cause. */
const undo = async (error: unknown, packed: Packed | undefined, sink: Sink): Promise<Refused> => {
  const cause = isRefused(error) ? error : refusedBy(error)
  const [left, kept] = await Promise.all([packed?.end(), sink.discard().then(() => undefined, (reason: unknown) => refusedBy(reason).message)])
  const also = [left, kept].filter((each) => each !== undefined)
  return also.length === 0 ? cause : { ...cause, message: [cause.message, ...also].join('\n') }
}

const isRefused = (error: unknown): error is Refused => typeof error === 'object' && error !== null && 'ok' in error && error.ok === false

/** Reads what was written once more, from its begin to its end; of what is encrypted that was done on the way. */
const prove = async (sink: Sink, format: Format, sealing: Sealing | undefined, watch: Watch): Promise<Content & Pick<Archive, 'proofs'>> => {
  if (sealing) return { ...sealing.content(), proofs: [] }
  const content = await readBack(sink.partial, { bytes: sink.bytes(), sha256: sink.sha256(), format }, watch.signal)
  return { ...content, proofs: [{ level: 'read', at: new Date().toISOString(), ok: true }] }
}

/**
 * Writes what a command prints into an archive: compressed, hashed, encrypted where somebody is named, in constant memory.
 * It has its name only when all of it is on the disk, was read again, and ends as its format does; otherwise nothing is left
 * of it. `ms` is how long it took without being read again.
 */
export const writeArchive = async (source: Source, { folder, file, format, recipients }: Target, means: Means): Promise<Written | Refused> => {
  const began = performance.now()
  let sink: Sink
  let sealing: Sealing | undefined
  try {
    if (recipients.length > 0) sealing = { ...readingBefore(format), encrypting: Duplex.from(await encryption(recipients)) }
    sink = await openSink(folder, file, (bytes) => {
      watch.moved()
      means.onBytes?.(bytes)
    })
  } catch (error) {
    return refusedBy(error)
  }
  const watch = watchOver(means, (time) => (sink.isWaiting() ? `the disk has taken nothing for ${time}` : `nothing has come for ${time}`))
  let packed: Packed | undefined
  try {
    packed = await startPacked(source)
    const { notes } = await flow(source, packed, sealing, sink, watch)
    await unlessGivenUp(sink.settle(), watch)
    const ms = Math.round(performance.now() - began)
    const proved = await prove(sink, format, sealing, watch)
    await unlessGivenUp(sink.publish(), watch)
    return { ok: true, archive: { file, format, encrypted: recipients.length > 0, bytes: sink.bytes(), sha256: sink.sha256(), ms, ...proved }, notes }
  } catch (error) {
    const reason = watch.reason()
    return await undo(reason === undefined || sink.failure() ? error : refused(reason), packed, sink)
  } finally {
    watch.end()
  }
}
