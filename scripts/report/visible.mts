/** A name as it may stand on a terminal: what moves the cursor or turns the line round is shown by its number. */
export const visible = (name: string): string =>
  name.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
