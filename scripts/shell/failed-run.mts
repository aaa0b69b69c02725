import { quoteWords } from '../plan/explain.mts'
import type { Done } from './performers.mts'

/** What to say of a command that failed: its exit code and its last lines, or that it is not installed. */
export const failedRun = (argv: readonly string[], code: number, stderr: string): Done => {
  if (code === 127) return { ok: false, message: `${argv[0]} is not installed`, hint: `install ${argv[0]}, or put it on PATH`, data: { code } }
  const last = stderr.trimEnd().split('\n').slice(-10).map((line) => `  ${line}`).join('\n')
  return { ok: false, message: `${quoteWords(argv)} ended with ${code}${last.trim() ? `\n${last}` : ''}`, data: { code } }
}
