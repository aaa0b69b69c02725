/** Words that some reader of YAML 1.1 or 1.2 takes for something other than text. */
const taken = /^(?:y|n|yes|no|on|off|true|false|null|\.nan|\.inf|-?e[-+]?\d+)$/i

/** Begins like a word, a path or an option and has nothing in it that YAML could act on; a colon only before a visible character. */
const plain = /^(?:-{0,2}[A-Za-z]|[_/]|\.{1,2}\/)(?:[\w./@+=%-]|:(?=[\w/.-])| (?=[\w/.-]))*$/

/** `5s`, `1m30s`, `512M`, `96mb`: these begin like a number and are none anywhere. */
const amount = /^\d+(?:ms|s|m|h|[KMG]|[kmg]b)(?:\d+(?:ms|s|m|h))*$/

const longPlain = 1000

const isPlain = (text: string): boolean =>
  text.length < longPlain && (plain.test(text) || amount.test(text)) && !taken.test(text) && !text.endsWith(' ')

/** Text on one line, quoted only where a reader could take it for something else. */
export const writeText = (text: string): string =>
  isPlain(text) ? text : JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escape)

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A number that readers of YAML 1.1 see as one too: its exponent needs a point before it. */
export const writeNumber = (number: number): string => {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? '.nan' : number < 0 ? '-.inf' : '.inf'
  return Object.is(number, -0) ? '-0.0' : String(number).replace(/^(-?\d+)e/, '$1.0e')
}

/** Lines of a text that reads well, and the same everywhere, as a block below `|`; undefined when it has to be quoted. */
export const blockLines = (text: string): { readonly mark: '|' | '|-'; readonly lines: readonly string[] } | undefined => {
  if (!/^[!-~][ -~]*(?:\n[ -~]*)*[!-~]\n?$/.test(text) || !text.includes('\n')) return undefined
  return text.endsWith('\n') ? { mark: '|', lines: text.slice(0, -1).split('\n') } : { mark: '|-', lines: text.split('\n') }
}
