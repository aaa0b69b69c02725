/** Whether lines may hold something that a terminal would obey, a character for each byte. */
export const isSpecial = (text: string): boolean => special.test(text)

/** One line of a program's output, a character for each byte, as the text a terminal may get: nothing in it moves the cursor, rings, or outlives the line. */
export const forTerminal = (line: string, colours: boolean): string =>
  isSpecial(line) ? lastState(Buffer.from(line, 'latin1').toString(), colours) : line

// Beyond ASCII a byte may be part of a character or of a control of two bytes: those lines are looked at closely.
const special = /[\x00-\x08\x0b-\x1f\x7f-\xff]/
const colour = /^\x1b\[[0-9;:]*m$/

// Sequences: CSI · OSC, DCS, SOS, PM and APC with their text, when it ends · ESC with one character. Then single controls.
const control = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g

/** A progress bar draws over itself with carriage returns; what counts is what it showed last. */
const lastState = (text: string, colours: boolean): string => {
  for (let end = text.length; end > 0;) {
    const start = text.lastIndexOf('\r', end - 1) + 1
    const shown = harmless(text.slice(start, end), colours)
    if (shown !== '') return shown
    end = start - 1
  }
  return ''
}

const harmless = (text: string, colours: boolean): string => {
  const shown = text.replace(control, (found) => (found.length === 1 ? visible(found.charCodeAt(0)) : colours && colour.test(found) ? found : ''))
  return shown.includes('\x1b') && !/\x1b\[0?m$/.test(shown) ? `${shown}\x1b[0m` : shown
}

const visible = (code: number): string =>
  code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? '^?' : `\\x${code.toString(16)}`
