/** Where the runs of an environment stand. */
export const backupFolder = (environment: string): string => `backups/${environment}`

/** What a run is called: its time in UTC and four characters of chance, so that no change of the clock makes two the same. */
export const runName = (now: Date, chance: string): string => `${now.toISOString().replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z')}-${chance}`

/** Whether a name is that of a run; the time it says. */
export const runTime = (name: string): Date | undefined => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{4}$/.exec(name) ?? []
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** A file name for an archive: any item, however it is called, becomes plain letters that no other item has. */
export const archiveName = (service: string, item: string, suffix: string): string => {
  const safe = [...new TextEncoder().encode(item)].map((byte) => /[A-Za-z0-9_-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`).join('')
  return `${service}${safe === '' ? '' : `.${safe}`}.${suffix}`
}
