/** A layer of an image: bytes, and the instruction that made it. */
export type Layer = { readonly bytes: number; readonly by: string }

type RawLayer = { readonly Size?: string; readonly CreatedBy?: string; readonly Comment?: string }

/** Reads `docker image history --format json`, the last layer first. */
export const readLayers = (lines: string): readonly Layer[] => lines.split('\n').filter((line) => line.startsWith('{')).map((line) => {
  const { Size = '0', CreatedBy = '', Comment = '' } = JSON.parse(line) as RawLayer
  return { bytes: Number(Size) || 0, by: instruction(CreatedBy) || Comment }
})

/** An instruction without what the builder writes around it: a shell, arguments, a mark of its own. */
const instruction = (text: string): string =>
  text.replace(/ # buildkit$/, '').replace(/^\/bin\/sh -c #\(nop\) +/, '').replace(/^(?:RUN )?(?:\|\d+ (?:\w+=\S* )*)?\/bin\/sh -c /, 'RUN ').replace(/\s+/g, ' ')
