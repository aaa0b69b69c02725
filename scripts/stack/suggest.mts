import type { ProblemCode } from './problem.mts'
import { parseDuration, parseMemory, showMemory } from './units.mts'

const durationWords: Readonly<Record<string, string>> = { milliseconds: 'ms', millisecond: 'ms', ms: 'ms', d: 'd', day: 'd', days: 'd', h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h', m: 'm', min: 'm', mins: 'm', minute: 'm', minutes: 'm', s: 's', sec: 's', secs: 's', second: 's', seconds: 's', '': 's' }

const duration = (text: string): string => text.toLowerCase().replace(/\s+/g, '').replace(/([\d.]+)([a-z]*)/g, (_, number: string, unit: string) => `${number}${durationWords[unit] ?? unit}`)

const memory = (text: string): string => {
  const plain = text.replace(/\s+/g, '').replace(/bytes?$|(?<=\d)b$/i, '')
  return !/^\d+$/.test(plain) ? plain : Number(plain) < 65_536 ? `${plain}M` : showMemory(Number(plain))
}

const hostOf = (text: string): string => text.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '')

/** For each code, what the writer probably meant, in the form the file wants. */
const meant: Readonly<Partial<Record<ProblemCode, (text: string) => string>>> = {
  'bad-duration': duration,
  'bad-memory': memory,
  'bad-cpus': (text) => /^\d+%$/.test(text) ? String(Number(text.slice(0, -1)) / 100) : text.replace(',', '.').replace(/\s*(cpus?|cores?)$/i, ''),
  'bad-variable-name': (text) => text.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_'),
  'bad-route': (text) => `/${text.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\*+$/, '').replace(/^\/+/, '')}`,
  'bad-host': (text) => hostOf(text).replace(/:\d+$/, '').toLowerCase(),
  'bad-address': (text) => /:\d+$/.test(hostOf(text)) ? hostOf(text) : `${hostOf(text)}:${text.startsWith('http:') ? 80 : 443}`,
  'bad-entry': (text) => text.replace(/^localhost(?=:)/i, '127.0.0.1').replace(/^(\d+):\d+$/, '$1'),
  'bad-publish': (text) => text.replace(/^localhost(?=:)/i, '127.0.0.1'),
  'bad-rate': (text) => text.replace(/^(\d+)\s*(?:r|req|requests)?\s*(?:\/|per)?\s*(m)?.*$/i, (_, count: string, minute?: string) => `${count}r/${minute ? 'm' : 's'}`),
  'bad-signal': (text) => `SIG${text.toUpperCase().replace(/^SIG/, '')}`,
  'bad-image': (text) => text.trim().toLowerCase().replace(/\s+/, ':'),
  'bad-volume': (text) => text.startsWith('/') && !text.includes(':') ? `data:${text}` : /^\.[^:]+$/.test(text) ? `${text}:/${text.replace(/^[./]+/, '')}` : text.replace(/^([^:]+:[^:]+):.*$/, '$1'),
  'bad-path': (text) => `/${text.replace(/^[./]+/, '')}`,
}

const holds: Readonly<Partial<Record<ProblemCode, (text: string) => boolean>>> = {
  'bad-duration': (text) => parseDuration(text) !== undefined,
  'bad-memory': (text) => parseMemory(text) !== undefined,
  'bad-cpus': (text) => /^\d+(\.\d+)?$/.test(text),
}

/** The way a name is written here: `My_API` → `my-api`, or `my_api` where `-` is not allowed. */
const names = (text: string): readonly string[] => {
  const words = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[-\d]+|-+$/g, '')
  return [words, words.replaceAll('-', '_')]
}

/** A value that would be right in place of one that is not, when there is an obvious one; `pattern` is what it has to match. */
export const suggestion = (code: ProblemCode, value: unknown, pattern: unknown): string | undefined => {
  if ((typeof value !== 'string' && typeof value !== 'number') || String(value).includes('$') || String(value).length > 100) return undefined
  const text = String(value)
  const found = code === 'bad-name' ? names(text) : [meant[code]?.(text) ?? text]
  return found.find((one) => one !== text && (pattern instanceof RegExp ? pattern.test(one) : holds[code]?.(one) ?? false)) ?? (typeof value === 'number' ? found.find((one) => holds[code]?.(one)) : undefined)
}
