import { cut, fillText, type Cut, type Values } from './hole.mts'

/** A text template ready to be filled. */
export type TextTemplate = readonly { readonly indent: string; readonly pieces: Cut }[]

/** Cuts a text template into lines; done once per template. */
export const compileText = (text: string): TextTemplate =>
  text.split('\n').map((line) => {
    const indent = /^[ \t]+(?=\{\{ *[A-Za-z][\w-]* *\}\}$)/.exec(line)?.[0] ?? ''
    return { indent, pieces: cut(line.slice(indent.length)) }
  })

/** Fills the holes; a line whose value is undefined goes, and a hole alone on its line indents all lines of its text. */
export const fillLines = (template: TextTemplate, values: Values): string =>
  template.flatMap(({ indent, pieces }) => {
    const text = fillText(pieces, values)
    return text === undefined ? [] : indent ? text.split('\n').map((line) => line && indent + line) : [text]
  }).join('\n')
