import { createHash } from 'node:crypto'
import type { Format } from '../kinds/keeping.mts'

/** What a run is called: its time in UTC and four characters of chance, so that no change of the clock makes two the same. */
export const runName = (now: Date, chance: string): string => `${now.toISOString().replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z')}-${chance}`

/** Whether a name is that of a run; the time it says. */
export const runTime = (name: string): Date | undefined => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{4}$/.exec(name) ?? []
  const time = new Date(year === undefined ? NaN : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // The thirtieth of February is taken for the second of March.
  return !Number.isNaN(time.getTime()) && runName(time, name.slice(-4)) === name ? time : undefined
}

/** How the file of an archive ends. */
export const archiveSuffix = (format: Format, encrypted: boolean): string => `${format}.zst${encrypted ? '.age' : ''}`

// A file name has room for 255 bytes; the rest is for the service, the suffix and `.partial`.
const longest = 160

/**
 * A file name for an archive: any item, however it is called, becomes plain letters that no other item has, also where
 * capitals are not told from small ones; a very long one ends in its hash.
 */
export const archiveName = (service: string, item: string, suffix: string): string => {
  const bytes = [...new TextEncoder().encode(item)].map((byte) => /[a-z0-9_-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`)
  const whole = bytes.join('')
  const safe = whole.length <= longest ? whole : `${whole.slice(0, longest - 33).replace(/%.?$/, '')}~${createHash('sha256').update(item).digest('hex').slice(0, 32)}`
  return `${service}${safe === '' ? '' : `.${safe}`}.${suffix}`
}

const archivePattern = /^[a-z][a-z0-9-]*(?:\.[a-z0-9_%~-]+)?\.[a-z]+\.zst(?:\.age)?$/

/** Whether a file name is one that gantry gives to an archive. */
export const isArchiveName = (name: string): boolean => archivePattern.test(name)

/** What an archive is called until it is whole. */
export const partialName = (file: string): string => `.${file}.partial`

/** Whether it is the name of a file that was being replaced when whoever did that was killed. */
export const isDraft = (name: string): boolean => /^\.gantry-[0-9a-f]{12}\.tmp$/.test(name)

/** Whether a file name is one that gantry gives to what it has not finished: half an archive, half a report. */
export const isUnfinishedName = (name: string): boolean =>
  isDraft(name) || (name.startsWith('.') && name.endsWith('.partial') && isArchiveName(name.slice(1, -'.partial'.length)))

/** Proves of what is a run that it ended, and says what is in it. */
export const manifestName = 'manifest.json'

/** Held by the process that writes into a run's folder, for as long as it does. */
export const holdName = '.held'

/** Tells the folder of the backups from an empty one in its place, when a disk is not mounted. */
export const markerName = '.gantry'
