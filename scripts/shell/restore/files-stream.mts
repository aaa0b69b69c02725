import { spawn, type ChildProcess } from 'node:child_process'
import { PassThrough, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { treeDigest, type TreeDigest } from '../../backup/volumes-digest.mts'
import { copiedPath, placeOf, sightOf, type Found } from '../../backup/volumes.mts'
import { copy } from '../../docker/copy.mts'
import { imageHere, withLender } from '../backup/lender.mts'
import { endTarget, startGuard, track } from '../children.mts'
import { fail, failed, isFailure } from '../failure.mts'
import { childEnv, ending } from '../processes.mts'

/** Through whose container trees are read and written; without a signal nothing ends it early. */
export type Through = { readonly project: string; readonly images: readonly string[]; readonly signal?: AbortSignal | undefined }

type Child = ChildProcess & { readonly stdin: Writable; readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream }

const begin = ([program = '', ...words]: readonly string[], signal: AbortSignal | undefined) => {
  startGuard()
  const child = spawn(program, words, { env: childEnv(undefined), detached: true, stdio: 'pipe' }) as Child
  track(child, true)
  let complaint = ''
  child.stderr.on('data', (chunk) => { complaint = `${complaint}${String(chunk)}`.slice(-2000) })
  child.stdin.on('error', () => {})
  const end = async (): Promise<void> => { if (child.pid !== undefined && child.exitCode === null) await endTarget(-child.pid) }
  const onAbort = () => void end()
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  const ended = ending(child).then(({ code, stderr }) => {
    signal?.removeEventListener('abort', onAbort)
    return { code, complaint: (stderr || complaint).trim().replace(/^Error response from daemon: /, '') }
  })
  return { child, ended, end }
}

const summing = () => {
  const tree = treeDigest()
  const stream = new Transform({ highWaterMark: 1 << 20, transform: (chunk: Buffer, _, done) => { tree.push(chunk); done(null, chunk) } })
  return { stream, end: tree.end }
}

/** Hands all of a tar to a stream and ends it, or says what went wrong and leaves it open. */
export type Feed = (into: Writable) => Promise<string | undefined>

/** Unpacks what is fed; gives what it comes to. */
const unpack = async (container: string, feed: Feed, to: Found, signal: AbortSignal | undefined): Promise<TreeDigest> => {
  const taker = begin(copy.into(container, placeOf(0)), signal)
  const sums = summing()
  const into = new PassThrough({ highWaterMark: 1 << 20 })
  const flow = pipeline(into, sums.stream, taker.child.stdin).then(() => undefined, () => 'whoever unpacks it has ended')
  const problem = await feed(into)
  if (problem !== undefined) into.destroy()
  const broken = await flow
  // Its input is closed either way, so it ends.
  const { code, complaint } = await taker.ended
  if (signal?.aborted) return fail('interrupted')
  const why = code === 0 ? problem ?? broken : complaint || problem || broken || `ended with ${code}`
  return why === undefined ? sums.end() : fail(failed(`unpacking into ${to.item.is} ${to.path}: ${why}`))
}

/** Reads a tree to its end, into a stream; what comes after that is the caller's. */
const draw = async (container: string, from: Found, signal: AbortSignal | undefined, into: Writable): Promise<void> => {
  const giver = begin(copy.out(container, copiedPath(from, 0)), signal)
  giver.child.stdin.end()
  const error = await pipeline(giver.child.stdout, into, { end: false }).then(() => undefined, (reason: unknown) => reason)
  if (error) await giver.end()
  const { code, complaint } = await giver.ended
  if (signal?.aborted) fail('interrupted')
  if (error || code !== 0) fail(failed(`reading ${from.item.is} ${from.path}: ${complaint || (error instanceof Error ? error.message : `ended with ${code}`)}`))
  into.end()
}

const weigh = async (container: string, from: Found, signal: AbortSignal | undefined): Promise<TreeDigest> => {
  const tree = treeDigest()
  await draw(container, from, signal, new Writable({ highWaterMark: 1 << 20, write: (chunk: Buffer, _, done) => { tree.push(chunk); done() } }))
  return tree.end()
}

const lent = async <T,>(found: Found, readOnly: boolean, { project, images }: Through, act: (container: string) => Promise<T>): Promise<T> =>
  withLender(project, await imageHere(images), [sightOf(found, 0, readOnly)], act)

/** What a tree comes to as it is now. */
export const readTree = (from: Found, through: Through): Promise<TreeDigest> => lent(from, true, through, (container) => weigh(container, from, through.signal))

/** Unpacks a tar into an empty tree, reads that again and compares the two. */
export const fillTree = (feed: Feed, to: Found, through: Through): Promise<TreeDigest> => lent(to, false, through, async (container) => {
  const wanted = await unpack(container, feed, to, through.signal)
  const found = await weigh(container, to, through.signal)
  if (found.sha256 === wanted.sha256) return wanted
  return fail(failed(`${to.item.is} ${to.path} does not hold what was copied into it: ${found.entries} entries of ${found.bytes} bytes, not ${wanted.entries} of ${wanted.bytes}`, 'look at the disk, and whether somebody else writes to it'))
})

/** Copies a tree into another, which is empty, and compares the two. */
export const copyTree = (from: Found, to: Found, through: Through): Promise<TreeDigest> => lent(from, true, through, async (container) => {
  let cause: unknown
  const feed: Feed = (into) => draw(container, from, through.signal, into).then(() => undefined, (error: unknown) => {
    cause = error
    return 'what it is copied from can not be read'
  })
  // A reader that breaks off because nobody takes what it reads is not the cause.
  return fillTree(feed, to, through).catch((error: unknown) => { throw isFailure(error) && error.message.endsWith('can not be read') ? cause : error })
})
