/**
 * Text for between double quotes in an nginx file. A `$` cannot be escaped there, a backslash means much, a control character nothing:
 * the checks of the stack file let none of them through, and nothing is rendered if one gets here all the same.
 */
export const insideQuotes = (text: string): string => {
  if (text === '' || /[\0-\x1f\x7f$\\]/.test(text)) throw new Error(`${JSON.stringify(text)} cannot be written in an nginx file`)
  return text.replace(/"/g, '\\$&')
}

/** Text as one word of an nginx file. */
export const nginxWord = (text: string): string => {
  const inside = insideQuotes(text)
  return /^[\w./@:=*+,%-]+$/.test(text) ? text : `"${inside}"`
}

/** A name that a server answers to. */
export const serverName = (host: string): string => {
  if (!/^[\w*.-]+$/.test(host)) throw new Error(`${JSON.stringify(host)} is not the name of a host`)
  return host
}

/** Text as part of a regular expression between double quotes. */
export const patternOf = (text: string): string => insideQuotes(text).replace(/[.*+?^${}()|[\]]/g, '\\$&')
