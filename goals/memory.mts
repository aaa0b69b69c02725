import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

type Process = { readonly pid: number; readonly parent: number; readonly bytes: number }

const pageSize = 4096

const processes = async (): Promise<readonly Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
    // The name in brackets may hold anything; the second word after it is the parent, the twenty-second the pages in memory.
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid: Number(pid), parent: Number(words[1]), bytes: Number(words[21]) * pageSize }
  }))
  return found.filter(({ bytes }) => bytes > 0)
}

/** What all descendants of this process take of the memory now, in bytes; what they share counts for each of them. */
const descendants = async (): Promise<number> => {
  const all = await processes()
  const ours = new Set([process.pid])
  for (let size = 0; size < ours.size;) {
    size = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  return all.filter(({ pid }) => pid !== process.pid && ours.has(pid)).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The most memory that what an action starts takes at the same time, in megabytes, looked at 20 times a second. */
export const peakMemory = async (act: () => Promise<unknown>): Promise<number> => {
  let [peak, isOver] = [0, false]
  const looking = (async () => {
    for (; !isOver; await pause(50)) peak = Math.max(peak, await descendants())
  })()
  await act().finally(() => { isOver = true })
  await looking
  return peak / 1e6
}
