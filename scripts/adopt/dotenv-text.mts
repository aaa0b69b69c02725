import type { Values } from './compose-text.mts'

/** The values of an env file as texts of compose, which fills variables in there too: a plain dollar is doubled, and single quotes name nobody. */
export const composeTexts = (text: string, values: Values): Values => {
  const literal = new Set([...text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=\s*['`]/gm)].map(([, name]) => name))
  return Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, !literal.has(name) && /\$\{?[A-Za-z_]/.test(value) ? value : value.replaceAll('$', '$$$$')]))
}

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
