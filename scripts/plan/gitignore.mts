import type { Step } from './step.mts'

/** What must never be committed with a stack. */
const lines = ['.env', '.env.*', '!.env.example', '.gantry/', '.gantry-*.tmp', '/wheels/', 'ssl/', 'secrets/', 'backups/'] as const

/** Adds what is missing to the stack's .gitignore; its own lines stay as they are. */
export const gitignoreSteps = (text: string | undefined): readonly Step[] => {
  const there = new Set((text ?? '').split(/\r?\n/).map((line) => line.trim().replace(/^\//, '')))
  const missing = lines.filter((line) => !there.has(line.replace(/^\//, '')) && !there.has(line.replace(/^\/|\/$/g, '')))
  if (missing.length === 0) return []
  const before = text === undefined || text === '' || text.endsWith('\n') ? text ?? '' : `${text}\n`
  return [{ id: 'gitignore', after: [], do: 'write', path: '.gitignore', content: `${before}${missing.join('\n')}\n`, why: 'secrets and state are never committed' }]
}
