import { isCollection, isScalar, visit, type Document, type YAMLParseError, type YAMLWarning } from 'yaml'
import { problemAtOffset, type Source } from './source.mts'
import type { Problem } from './problem.mts'

type Complaint = YAMLParseError | YAMLWarning

/** What the YAML reader complains of, in plain words and with a way out; its own words where there are none here. */
const plain: Readonly<Record<string, readonly [text: string, hint: string]>> = {
  TAB_AS_INDENT: ['a tab stands where YAML wants spaces', 'indent with spaces'],
  MULTIPLE_DOCS: ['a second document begins here', 'keep one document: remove this line, and what follows if it is another stack'],
  BLOCK_AS_IMPLICIT_KEY: ['a second `:` follows, here or on the next line', 'put a value that contains `: ` in quotes; otherwise indent the next line like this key'],
  BLOCK_IN_FLOW: ['a map or a list without brackets stands inside brackets', 'put a value that contains `: ` or begins with `- ` in quotes'],
  BAD_SCALAR_START: ['a value can not begin with this character', 'put the value in quotes'],
  NON_STRING_KEY: ['a key is a plain text', 'put a value that begins with `{{` or `[` in quotes'],
  MULTILINE_IMPLICIT_KEY: ['this line is neither a key with its `:` nor the rest of the one above', 'indent it like the lines around it, and write `key: value`'],
  BAD_DQ_ESCAPE: ['this `\\` means nothing between double quotes', 'use single quotes, or write `\\\\`'],
  TAG_RESOLVE_FAILED: ['a tag (`!`) has no meaning here', 'remove it, or put the value in quotes when the `!` belongs to it'],
}

const wordsFor = ({ code, message }: Complaint): readonly [text: string, hint: string] => {
  if (message.startsWith('Missing closing')) return ['a quote is opened here and never closed', 'close it']
  if (message.startsWith('Flow ')) return [`a \`${message.includes('map') ? '{' : '['}\` is opened here and never closed`, `close it with \`${message.includes('map') ? '}' : ']'}\``]
  if (code === 'BAD_INDENT') return ['this line is indented unlike the ones it belongs to', 'indent it like the lines around it']
  return plain[code] ?? [`this is not YAML: ${message.replace(/\.$/, '')}`, 'mend the syntax here']
}

/** Complaints that follow from an earlier one on the same line. */
const followers: ReadonlySet<string> = new Set(['MULTILINE_IMPLICIT_KEY', 'UNEXPECTED_TOKEN', 'MISSING_CHAR'])

/** Every complaint of the YAML reader, in the order of the file. */
export const syntaxProblems = (source: Source): readonly Problem[] => {
  const { errors, warnings } = source.document
  const lines = new Set<number>()
  return [...errors, ...warnings].flatMap((error) => {
    const [message, hint] = wordsFor(error)
    const problem = problemAtOffset(source, 'yaml-syntax', startOf(source.document, error), { message, hint })
    if (lines.has(problem.line) && followers.has(error.code)) return []
    lines.add(problem.line)
    return [problem]
  })
}

/** The reader notices a missing bracket or quote at the end of the file; the mistake is where it was opened. */
const startOf = (document: Document.Parsed, { message, pos: [at] }: Complaint): number => {
  const isQuote = message.startsWith('Missing closing')
  if (!isQuote && !message.startsWith('Flow ')) return at
  let start: number | undefined
  visit(document, {
    Node(_, node) {
      const [from = 0, to = 0] = node.range ?? []
      const isOpen = isQuote ? isScalar(node) && String(node.type).startsWith('QUOTE') : isCollection(node) && node.flow === true
      if (isOpen && from <= at && to >= at - 1) start ??= from
    },
  })
  return start ?? at
}
