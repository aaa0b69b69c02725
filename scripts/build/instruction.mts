import type { Trace, Vertex } from './trace.mts'

/** An instruction of a Dockerfile as a build carries it out: `number` of `count` in its stage. */
export type Instruction = { readonly stage: string; readonly number: number; readonly count: number; readonly text: string; readonly cached: boolean; readonly ms: number }

/** `[production 2/3] COPY . .`, with several platforms `[linux/arm64 production 2/3] COPY . .`. */
const shape = /^\[(?:(.*) )?(\d+)\/(\d+)\] (.*)$/s

/** The instruction a vertex stands for; BuildKit's own doings are none. */
export const instructionOf = ({ name, cached, started, completed }: Vertex): Instruction | undefined => {
  const [, stage = '', number = '', count = '', text = ''] = shape.exec(name) ?? []
  if (number === '') return undefined
  return { stage, number: Number(number), count: Number(count), text: text.replace(/\s+/g, ' '), cached, ms: completed === undefined || started === undefined ? 0 : completed - started }
}

/** The instructions that were carried out or found in the cache, each after what it is made from; those of base images (FROM) are left out. */
export const instructionsOf = (trace: Trace): readonly Instruction[] =>
  inOrder(trace).filter(({ completed, error }) => completed !== undefined && error === undefined)
    .flatMap((vertex) => instructionOf(vertex) ?? []).filter(({ text }) => !text.startsWith('FROM '))

/** BuildKit tells of what it finds in its cache from the end to the beginning. */
const inOrder = ({ vertices }: Trace): readonly Vertex[] => {
  const placed = new Set<string>()
  const place = (digest: string): void => {
    if (placed.has(digest) || !vertices.has(digest)) return
    vertices.get(digest)?.inputs.forEach(place)
    placed.add(digest)
  }
  for (const digest of vertices.keys()) place(digest)
  return [...placed].flatMap((digest) => vertices.get(digest) ?? [])
}

/** What is going on now: what began first of what has not ended. */
export const current = ({ vertices }: Trace): Vertex | undefined =>
  [...vertices.values()].filter(({ started, completed }) => started !== undefined && completed === undefined).sort((a, b) => (a.started ?? 0) - (b.started ?? 0))[0]

/** The text of an instruction without the mounts in it, which say nothing about what it does. */
export const gist = (text: string): string => text.replace(/ --(?:mount|chmod|chown|link)(?:=\S+)?/g, '').replace(/ [A-Z][A-Z0-9_]*=\S+(?= )/g, '')
