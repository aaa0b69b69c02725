/** Splits a command line into words by the quoting rules of a POSIX shell, expanding nothing; undefined when a quote is left open. */
export const splitWords = (line: string): readonly string[] | undefined => {
  const words: string[] = []
  const token = /\s*((?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y
  const end = line.trimEnd().length
  while (token.lastIndex < end) {
    const match = token.exec(line)
    if (!match?.[1]) return undefined
    words.push(unquote(match[1]))
  }
  return words
}

const unquote = (word: string): string =>
  word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_, single?: string, double?: string, escaped?: string) =>
    single ?? escaped ?? (double ?? '').replace(/\\(["\\$`])/g, '$1').replace(/\\\n/g, ''))

/** A command as words, however it is written. */
export const wordsOf = (command: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof command === 'string' ? splitWords(command) ?? [command] : command
