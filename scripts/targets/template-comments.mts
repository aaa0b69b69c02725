import { isMap, isSeq, type Document, type Node } from 'yaml'
import { layout, type Data, type Layout } from './data.mts'
import { cut, fillText, type Cut, type Values } from './hole.mts'

/** The comments and blank lines around one entry of a template; holes in them are filled too. */
export type Remarks = { readonly above: readonly Cut[]; readonly beside: readonly Cut[] }

/** What stands around an entry: `head` is its key, or the item itself in a list. */
export const remarksOf = (head: Node, value: Node | null): Remarks => {
  const beside = isMap(value) || isSeq(value) ? null : value?.comment ?? head.comment
  return { above: [...head.spaceBefore ? [[]] : [], ...lines(head.commentBefore)], beside: lines(beside).slice(0, 1) }
}

/** What stands before the first entry of a map or list, and after its last. */
export const edgesOf = (node: Node): { readonly first: readonly Cut[]; readonly below: readonly Cut[] } =>
  ({ first: lines(node.commentBefore), below: lines(node.comment) })

/** Comments above and below the whole document become those of its root. */
export const adoptComments = ({ contents, commentBefore, comment }: Document): void => {
  if (!isMap(contents) && !isSeq(contents)) return
  const join = (...texts: (string | null | undefined)[]) => texts.filter((text) => text !== null && text !== undefined).join('\n') || null
  contents.commentBefore = join(commentBefore, commentBefore && '', contents.commentBefore)
  contents.comment = join(contents.comment, comment)
}

const lines = (comment: string | null | undefined): readonly Cut[] =>
  comment ? comment.split('\n').map((line) => cut(line && `#${line}`)) : []

type Kept = readonly (readonly [key: string, remarks: Remarks])[]

/** Lays the comments around what is left of a map or list. */
export const withComments = <T extends Data & object>(value: T, kept: Kept, { first, below }: ReturnType<typeof edgesOf>, values: Values): T => {
  const filled = (cuts: readonly Cut[]) => cuts.map((line) => fillText(line, values)).filter((line) => line !== undefined)
  const above = kept.map(([key, remarks], index) => [key, [...index === 0 ? filled(first) : [], ...filled(remarks.above)]] as const)
  const beside = kept.flatMap(([key, remarks]) => filled(remarks.beside).map((line) => [key, line] as const))
  return Object.assign(value, { [layout]: { above: Object.fromEntries(above), beside: Object.fromEntries(beside), below: filled(below) } satisfies Layout })
}
