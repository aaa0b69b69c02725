/** The last lines of `docker container logs --timestamps`, its two streams in the order of time and the times removed. */
export const readLogLines = (stdout: string, stderr: string, limit: number): readonly string[] =>
  [...rows(stdout), ...rows(stderr)].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ text }) => text)
    .filter((text) => text !== '').slice(-limit)

const rows = (stream: string): readonly { readonly at: string; readonly text: string }[] =>
  stream.split('\n').map((row) => {
    const space = row.indexOf(' ')
    return space === -1 ? { at: row, text: '' } : { at: row.slice(0, space), text: row.slice(space + 1).trimEnd() }
  })

/** Each line where it stood last: what a crash loop repeats is said once. */
export const withoutRepeats = (lines: readonly string[]): readonly string[] => [...new Set(lines.toReversed())].toReversed()
