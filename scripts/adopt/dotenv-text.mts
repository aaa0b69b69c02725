/** `.env` with lines added at its end; what is there stays as it is. */
export const withLines = (text: string, added: Readonly<Record<string, string>>): string => {
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${before}${before === '' ? '' : '\n'}# Secrets that stood in a compose file; moved here by init.\n${Object.entries(added).map(([name, value]) => `${name}=${quoted(value)}\n`).join('')}`
}

/** In the quotes that leave the value as it is. */
const quoted = (value: string): string => {
  const quote = ["'", '`', '"'].find((one) => !value.includes(one) && (one !== '"' || !/\\[nr]/.test(value)))
  return quote === undefined ? value : `${quote}${value}${quote}`
}
