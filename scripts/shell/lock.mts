import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Socket } from 'node:net'
import { busy, exits, fail, failed } from './failure.mts'
import { makeParent, readText } from './files.mts'

/** A lock that is held; it frees itself when the process dies. */
export type Lock = { readonly release: () => Promise<void> }

/** Who holds a lock, as the holder has written it down: `1234 up`. */
const holderOf = async (path: string): Promise<string> => {
  const [pid = '', ...name] = ((await readText(path).catch(() => '')) ?? '').trim().split(' ')
  return /^\d+$/.test(pid) ? ` by process ${pid} (${name.join(' ') || 'unknown'})` : ''
}

const writeHolder = async (path: string, name: string): Promise<void> => {
  // In place: the lock is on this very inode.
  const file = await open(path, 'r+')
  await file.truncate(0).then(() => file.write(`${process.pid} ${name}\n`, 0)).finally(() => file.close())
}

/** Takes a lock without waiting, or fails as busy; `name` is what another process will be told. */
export const takeLock = async (path: string, name: string): Promise<Lock> => {
  await makeParent(path)
  // A group of its own, so that Ctrl-C does not free the lock before the last child has ended.
  const child = spawn('flock', ['-n', '-E', String(exits.busy), path, 'cat'], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code) => resolve(code ?? 1))
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => { stderr += String(chunk) })
  child.stdin.on('error', () => {})
  const held = new Promise<'held'>((resolve) => child.stdout.once('data', () => resolve('held')))
  child.stdin.write('.')
  const answer = await Promise.race([held, ended])
  if (answer === exits.busy) return fail(busy(`${path} is held${await holderOf(path)}`, 'wait for it to end, then try again'))
  if (answer === 127) return fail(failed('flock is not installed', 'install util-linux'))
  if (answer !== 'held') return fail(failed(`lock ${dirname(path)}: ${stderr.trim() || `flock ended with ${answer}`}`, 'mend the owner or the mode of the folder'))
  await writeHolder(path, name).catch(() => {})
  for (const part of [child, child.stdin, child.stdout, child.stderr] as readonly (typeof child | Socket)[]) part.unref()
  return {
    release: async () => {
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}
