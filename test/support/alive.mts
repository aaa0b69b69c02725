import { readdir, readFile } from 'node:fs/promises'

/** How many processes have a text in their command line; zombies have none. */
export const countProcesses = async (text: string): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(text)).length
}

/** Waits until a count is reached; false when that takes longer than `ms`. */
export const reaches = async (count: () => Promise<number>, wanted: number, ms: number): Promise<boolean> => {
  const end = performance.now() + ms
  while (performance.now() < end) {
    if (await count() === wanted) return true
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return false
}

let last = 0
/** A sleep that no other process on this machine has: its number tells it apart. */
export const uniqueSleep = (): string => `${86_400 + process.pid}.${++last}`
