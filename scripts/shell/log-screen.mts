import type { Look } from '../logs/screen.mts'
import { errorCode } from './failure.mts'
import { openOutlet, type Outlet } from './log-outlet.mts'

/** Where merged lines are shown, and what it can do. */
export type Screen = Look & { readonly stream: NodeJS.WritableStream; /** Nothing is shown before it is asked for. */ readonly isHidden?: boolean }

// A pipe nobody reads, a terminal that was closed, a stream that was ended.
const gone = ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']

/** Opens a screen; one whose reader has gone away is not written to any more, and only other errors count as failed. `close` waits until all is shown. */
export const openScreen = ({ stream }: Screen, moved: () => void, failed: (error: Error) => void): Outlet & { readonly close: () => Promise<void> } => {
  const outlet = openOutlet({
    moved,
    stopped: (error) => { if (error instanceof Error && errorCode(error) !== '' && !gone.includes(errorCode(error))) failed(error) },
    deliver: (bytes) => new Promise((done, fail) => { stream.write(bytes, (error) => (error ? fail(error) : done())) }),
  })
  const closed = () => outlet.stop(new Error('the screen was closed'))
  stream.on('error', outlet.stop).on('close', closed)
  const close = async (): Promise<void> => {
    await outlet.idle()
    stream.off('close', closed)
    // A reader that has gone away is told of once more, later.
    if (!outlet.isStopped()) stream.off('error', outlet.stop)
  }
  return { ...outlet, close }
}
