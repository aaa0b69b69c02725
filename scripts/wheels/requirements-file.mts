/** One line that counts of a requirements file, joined where it went over several; `number` is the first of them. */
export type RequirementLine = { readonly number: number; readonly text: string; readonly source: string }

/** Lines without comments, those that end in a backslash joined with the next. */
export const requirementLines = (text: string): readonly RequirementLine[] => {
  const found: RequirementLine[] = []
  let open: RequirementLine | undefined
  for (const [index, source] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const bare = source.replace(/(^|\s)#.*$/, '$1')
    const goesOn = bare.endsWith('\\')
    const part = goesOn ? bare.slice(0, -1).trimEnd() : bare
    const line: RequirementLine = open ? { ...open, text: `${open.text} ${part.trim()}` } : { number: index + 1, text: part, source }
    open = goesOn ? line : undefined
    if (!goesOn && line.text.trim() !== '') found.push({ ...line, text: line.text.trim() })
  }
  return open && open.text.trim() !== '' ? [...found, { ...open, text: open.text.trim() }] : found
}

const long: Readonly<Record<string, string>> = { '-r': '--requirement', '-c': '--constraint', '-i': '--index-url', '-f': '--find-links', '-e': '--editable' }

/** An option of pip in a requirements file: `--index-url X`, `--index-url=X`, `-rX`. */
export const optionOf = (line: string): { readonly name: string; readonly value: string } | undefined => {
  const [, word = '', value = ''] = /^(--[a-z-]+)(?:[=\s]+(.*))?$/s.exec(line) ?? /^(-[a-z])\s*(.*)$/s.exec(line) ?? []
  return word === '' ? undefined : { name: long[word] ?? word, value: value.trim().replace(/^(['"])(.*)\1$/, '$2') }
}

/** A file of a folder; `.` is the stack's own. */
export const within = (folder: string, file: string): string => folder === '.' ? file : `${folder}/${file}`

/** Joins a path to the folder of the file that names it; undefined where it leaves the stack. */
export const besides = (file: string, path: string): string | undefined => {
  if (path.startsWith('/') || path.includes('\0')) return undefined
  const parts: string[] = []
  for (const part of [...file.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** The files that a requirements file takes in, as paths from the stack folder. */
export const includedFiles = (file: string, text: string): readonly string[] => requirementLines(text).flatMap((line) => {
  const option = optionOf(line.text)
  const path = option && ['--requirement', '--constraint'].includes(option.name) ? besides(file, option.value) : undefined
  return path === undefined ? [] : [path]
})
