/** A line of an ignore file that says something; `written` stands at `column` of the line. */
export type IgnoreLine = { readonly line: number; readonly column: number; readonly written: string; readonly exception: boolean; readonly pattern: string }

/** The lines of an ignore file as Docker reads them: comments begin in the first column, paths are cleaned, a leading slash means nothing. */
export const ignoreLines = (text: string): readonly IgnoreLine[] =>
  text.replace(/^\uFEFF/, '').split('\n').flatMap((source, index) => {
    const written = source.trim()
    if (source.startsWith('#') || written === '') return []
    const exception = written.startsWith('!')
    const rest = exception ? written.slice(1).trim() : written
    const pattern = rest === '' ? '' : cleanPath(rest).replace(/^\/(?=.)/, '')
    return [{ line: index + 1, column: source.indexOf(written) + 1, written, exception, pattern: exception && pattern === '/' ? '' : pattern }]
  })

/** A pattern by itself, whose leading slash does mean something: nothing has that name. */
export const patternLine = (written: string): IgnoreLine => {
  const exception = written.startsWith('!')
  return { line: 1, column: 1, written, exception, pattern: cleanPath(exception ? written.slice(1) : written) }
}

/** A path in its shortest form: no `.`, no `//`, `..` taken as far as it goes; nothing left is `.`. */
export const cleanPath = (path: string): string => {
  const isRooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!isRooted) parts.push(part)
  }
  return (isRooted ? '/' : '') + parts.join('/') || '.'
}

/** The folder of a path; '' for one that stands in the context itself. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
