/** Colours for terminals; without them every function returns its text as it is. */
export type Paint = Readonly<Record<'good' | 'bad' | 'warn' | 'quiet' | 'strong', (text: string) => string>>

const codes = { good: [32, 39], bad: [31, 39], warn: [33, 39], quiet: [2, 22], strong: [1, 22] } as const

/** The colours that the result may carry. */
export const paint = (colours: boolean): Paint => {
  const brush = ([on, off]: readonly [number, number]) => (text: string): string => (colours && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text)
  return { good: brush(codes.good), bad: brush(codes.bad), warn: brush(codes.warn), quiet: brush(codes.quiet), strong: brush(codes.strong) }
}
