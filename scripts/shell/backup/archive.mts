import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import type { Format } from '../../kinds/keeping.mts'
import { encryption, type PipeStep } from './age.mts'
import { rawGauge } from './gauge.mts'
import { unlessGivenUp, watchOver, type Limits, type Watch } from './limits.mts'
import { startProducer, type Produced, type Producer, type Source } from './producer.mts'
import { refused, refusedBy, type Refused } from './refused.mts'
import { openSink, type Sink } from './sink.mts'

/** Where an archive goes: its final name in a folder that is there, and who may read it; no recipients is a plain file. */
export type Target = { readonly folder: string; readonly file: string; readonly format: Format; readonly recipients: readonly string[] }

/** What an archive may take; `onBytes` is told how many bytes the source has given so far. */
export type Means = Limits & { readonly onBytes?: (raw: number) => void }

/** What was written; `notes` is what the source counted (`counts.mts`). */
export type Written = { readonly ok: true; readonly bytes: number; readonly sha256: string; readonly rawBytes: number; readonly rawSha256: string; readonly ms: number; readonly notes: readonly string[] }

type Raw = ReturnType<typeof rawGauge>

/** One frame with a checksum of its content, as `zstd -3` writes it. */
const compressor = () => createZstdCompress({ chunkSize: 256 * 1024, params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } })

/** What the source itself has to answer for. */
const faultOf = ({ argv: [program = ''] }: Source, { code, complaints }: Produced): string | undefined => {
  const said = complaints.join('\n')
  if (code === 127) return said || `${program} is not there`
  const way = code > 128 ? `ended with ${code} (signal ${code - 128})` : `ended with ${code}`
  return code === 0 ? undefined : `${program} ${way}${said === '' ? '' : `:\n${said}`}`
}

/** Lets a source write into a sink. Of several things that went wrong the first cause is told: a disk that is full also breaks the pipe of who writes to it. */
const flow = async (source: Source, producer: Producer, raw: Raw, sealed: PipeStep | undefined, sink: Sink, watch: Watch): Promise<Produced> => {
  const { signal } = watch
  const onAbort = (): void => void producer.end()
  signal.addEventListener('abort', onAbort)
  try {
    const options = { signal }
    const done = sealed ? pipeline(producer.stdout, raw.stream, compressor(), sealed, sink.stream, options) : pipeline(producer.stdout, raw.stream, compressor(), sink.stream, options)
    const error = await done.then(() => undefined, (reason: unknown) => reason)
    if (error) await producer.end()
    const produced = await producer.ended
    const failure = sink.failure()
    if (failure) throw failure
    const fault = watch.reason() ?? faultOf(source, produced) ?? (error ? `writing it failed: ${error instanceof Error ? error.message : String(error)}` : undefined) ?? raw.problem()
    if (fault !== undefined) throw refused(fault)
    return produced
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Undoes what was begun; what could not be undone is told with the cause. */
const undo = async (error: unknown, producer: Producer | undefined, sink: Sink): Promise<Refused> => {
  const cause = isRefused(error) ? error : refusedBy(error)
  const [left, kept] = await Promise.all([producer?.end(), sink.discard().then(() => undefined, (reason: unknown) => refusedBy(reason).message)])
  const also = [left, kept].filter((each) => each !== undefined)
  return also.length === 0 ? cause : { ...cause, message: [cause.message, ...also].join('\n') }
}

const isRefused = (error: unknown): error is Refused => typeof error === 'object' && error !== null && 'ok' in error && error.ok === false

/**
 * Writes what a command prints into an archive: compressed, hashed, encrypted where somebody is named, in constant memory.
 * It has its name only when all of it is on the disk and ends as its format does; otherwise nothing is left of it.
 */
export const writeArchive = async (source: Source, target: Target, means: Means): Promise<Written | Refused> => {
  const began = performance.now()
  let sink: Sink
  let sealed: PipeStep | undefined
  try {
    if (target.recipients.length > 0) sealed = await encryption(target.recipients)
    sink = await openSink(target.folder, target.file)
  } catch (error) {
    return refusedBy(error)
  }
  const watch = watchOver(means, (time) => (sink.isWaiting() ? `the disk has taken nothing for ${time}` : `nothing has come for ${time}`))
  let producer: Producer | undefined
  try {
    const raw = rawGauge(target.format, (bytes) => {
      watch.moved()
      means.onBytes?.(bytes)
    })
    producer = startProducer(source)
    const { notes } = await flow(source, producer, raw, sealed, sink, watch)
    await unlessGivenUp(sink.publish(), watch).catch((error: unknown) => { throw watch.reason() === undefined ? error : refused(watch.reason() ?? '') })
    return { ok: true, bytes: sink.bytes(), sha256: sink.sha256(), rawBytes: raw.bytes(), rawSha256: raw.sha256(), ms: Math.round(performance.now() - began), notes }
  } catch (error) {
    return await undo(error, producer, sink)
  } finally {
    watch.end()
  }
}
