/** What BuildKit says on one line of `--progress rawjson`; times are RFC 3339, log data is base64. */
type Line = {
  readonly vertexes?: readonly { readonly digest: string; readonly name: string; readonly inputs?: readonly string[]; readonly started?: string; readonly completed?: string; readonly cached?: boolean; readonly error?: string }[]
  readonly statuses?: readonly { readonly id: string; readonly vertex: string; readonly current?: number }[]
  readonly logs?: readonly { readonly vertex: string; readonly stream?: number; readonly data?: string }[]
}

/** One thing that a build does; times are milliseconds of the engine's clock. */
export type Vertex = {
  readonly name: string
  readonly started?: number
  readonly completed?: number
  readonly cached: boolean
  readonly error?: string
  /** What it is made from, by digest. */
  readonly inputs: readonly string[]
  /** The end of what it printed. */
  readonly printed: string
  /** The end of what of that it said on stderr: which of both comes first is left to chance. */
  readonly complained: string
}

/** A build as far as it has come; `words` is what was said in plain text, as the last words of one that failed. */
export type Trace = { readonly vertices: ReadonlyMap<string, Vertex>; readonly sent: ReadonlyMap<string, number>; readonly words: readonly string[] }

export const noTrace: Trace = { vertices: new Map(), sent: new Map(), words: [] }

/** So much of what a step prints is kept, in characters: its last lines are what a failure is explained with. */
const kept = 8000
const keptWords = 60

/** What BuildKit calls it. */
const stderr = 2

/** Takes one line of a build's output in. */
export const absorb = (trace: Trace, row: string): Trace => {
  const line = readLine(row)
  if (!line) return row.trim() === '' ? trace : { ...trace, words: [...trace.words, row].slice(-keptWords) }
  const vertices = new Map(trace.vertices)
  for (const { digest, name, inputs = [], started, completed, cached = false, error } of line.vertexes ?? []) {
    const before = vertices.get(digest)
    vertices.set(digest, { printed: before?.printed ?? '', complained: before?.complained ?? '', name, inputs: inputs.length > 0 ? inputs : before?.inputs ?? [], cached, ...timeOf('started', started, before), ...timeOf('completed', completed, undefined), ...error ? { error } : {} })
  }
  for (const { vertex, stream, data = '' } of line.logs ?? []) {
    const before = vertices.get(vertex)
    const text = Buffer.from(data, 'base64').toString('utf8')
    if (before) vertices.set(vertex, { ...before, printed: (before.printed + text).slice(-kept), complained: stream === stderr ? (before.complained + text).slice(-kept) : before.complained })
  }
  const sent = new Map(trace.sent)
  for (const { id, vertex, current = 0 } of line.statuses ?? []) if (id.startsWith('transferring') && id !== 'transferring dockerfile:') sent.set(`${vertex} ${id}`, current)
  return { ...trace, vertices, sent }
}

const readLine = (row: string): Line | undefined => {
  if (!row.startsWith('{')) return undefined
  try {
    return JSON.parse(row) as Line
  } catch {
    return undefined
  }
}

const timeOf = <K extends 'started' | 'completed'>(key: K, text: string | undefined, before: Vertex | undefined): { readonly [key in K]?: number } => {
  const time = text === undefined ? before?.[key] : Date.parse(text)
  return time === undefined ? {} : { [key]: time } as { readonly [key in K]: number }
}

/** Bytes of build contexts that were sent to the engine: what it had already is not sent again. */
export const sentBytes = ({ sent }: Trace): number => [...sent.values()].reduce((sum, bytes) => sum + bytes, 0)
