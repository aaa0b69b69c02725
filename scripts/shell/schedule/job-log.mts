import { join } from 'node:path'
import type { JobName } from '../../schedule/jobs.mts'
import { homeFolder } from '../../stack/home.mts'
import { logPaths, logWriter } from '../log-writer.mts'

/** The last lines of a run, for whoever is told that it failed. */
const told = 20

/** The log of a job while it runs: each line with its time, on the disk in the order in which it was said. */
export type JobLog = { readonly path: string; readonly say: (line: string) => void; readonly tail: () => readonly string[]; readonly close: () => Promise<void> }

/** Opens the log of a job; `close` fails where a line could not be written. */
export const openJobLog = (stack: string, environment: string, job: JobName): JobLog => {
  const folder = join(stack, homeFolder(environment), 'logs')
  const [log, [path = '']] = [logWriter(folder, job), logPaths(folder, job)]
  const tail: string[] = []
  let writing = Promise.resolve()
  return {
    path,
    say: (line) => {
      tail.push(line)
      if (tail.length > told) tail.shift()
      writing = writing.then(() => log.append(Buffer.from(`${new Date().toISOString()} ${line}\n`)))
      // Told at the end, when all is written or not.
      writing.catch(() => {})
    },
    tail: () => [...tail],
    close: () => writing.then(() => log.close()),
  }
}
