/** The first and the last bytes of a stream and how many there were, without keeping the rest. */
export type Edges = { readonly push: (chunk: Buffer) => void; readonly head: () => Buffer; readonly tail: () => Buffer; readonly size: () => number }

/** Watches a stream for as many bytes of its beginning and of its end. */
export const edgesOf = (headSize: number, tailSize: number): Edges => {
  let head: Buffer = Buffer.alloc(0)
  let tail: Buffer = Buffer.alloc(0)
  let size = 0
  return {
    push: (chunk) => {
      size += chunk.length
      if (head.length < headSize) head = Buffer.concat([head, chunk.subarray(0, headSize - head.length)])
      // Copied, because the chunk's memory is used again and a small part would hold on to all of it.
      tail = chunk.length >= tailSize ? Buffer.from(chunk.subarray(chunk.length - tailSize)) : Buffer.concat([tail, chunk]).subarray(-tailSize)
    },
    head: () => head,
    tail: () => tail,
    size: () => size,
  }
}
