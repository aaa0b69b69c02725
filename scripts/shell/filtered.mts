import { isAtLeast, type levels } from '../logs/level.mts'
import type { Done, Means } from './performers.mts'

/** Follows a command's output and passes on the lines that matter at a level. */
export const followFiltered = async (argv: readonly string[], level: string, { folder, unlock, progress }: Means): Promise<Done> => {
  await unlock()
  progress.clear()
  const { lines } = await import('./processes.mts')
  const { code, stderr } = await lines(argv, (line) => { if (isAtLeast(line, level as typeof levels[number])) process.stdout.write(`${line}\n`) }, { cwd: folder })
  return { ok: code === 0, message: code === 0 ? '' : stderr.trim(), exit: code }
}
