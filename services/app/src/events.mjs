import { hostname } from 'node:os'

const HEARTBEAT = 15000
const BACKLOG = 1024 * 1024

const hello = `retry: 2000\nevent: hello\ndata: ${JSON.stringify({ hostname: hostname() })}\n\n`

/** The open event streams of this process. `hello` means: whatever is added from here on will be told. */
export const createEvents = () => {
  const streams = new Set()

  const write = (text) => {
    for (const stream of streams) {
      // A reader that no longer reads would fill the memory.
      if (stream.writableLength > BACKLOG) stream.destroy()
      else stream.write(text)
    }
  }

  const add = (response) => {
    streams.add(response)
    response.once('close', () => streams.delete(response))
    response.write(hello)
  }

  setInterval(() => write(': heartbeat\n\n'), HEARTBEAT).unref()

  return {
    count: () => streams.size,
    hello: () => write(hello),
    note: (payload) => write(`event: note\ndata: ${payload}\n\n`),
    end: () => streams.forEach((stream) => stream.end()),
    route: {
      method: 'GET',
      path: '/api/events',
      answer: () => ({
        status: 200,
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
        stream: add,
      }),
    },
  }
}
