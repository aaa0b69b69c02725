import type { Grade, Line } from './line.mts'
import type { TlsScore } from './tls-score.mts'

/** The grade, and which lines keep it from being better; `isAtBest` when what is open could still lower it. */
export type Graded = { readonly grade: Grade; readonly because: readonly string[]; readonly isAtBest: boolean }

const steps: readonly (readonly [least: number, grade: Grade])[] = [[80, 'A'], [65, 'B'], [50, 'C'], [35, 'D'], [20, 'E'], [0, 'F']]
const caps: readonly Grade[] = ['A', 'B', 'C', 'D', 'E', 'F']

/** Grades by testssl's caps: the score's grade, no better than the worst cap; who is not trusted or has another name gets T or M. */
export const gradeOf = (lines: readonly Line[], { total, keyExchange }: TlsScore): Graded => {
  const capping = lines.filter(({ verdict, cap }) => cap !== undefined && verdict !== 'open')
  const isAtBest = lines.some(({ verdict, cap }) => cap !== undefined && verdict === 'open')
  const because = (cap: Grade): readonly string[] => capping.filter((line) => line.cap === cap).map(({ title }) => title)
  for (const cap of ['T', 'M'] as const) if (because(cap).length > 0) return { grade: cap, because: because(cap), isAtBest: false }
  const byScore = steps.find(([least]) => total >= least)?.[1] ?? 'F'
  const byKey: Grade | undefined = keyExchange <= 40 ? 'F' : keyExchange <= 80 ? 'B' : undefined
  const worst = caps.findLast((grade) => grade === byScore || grade === byKey || because(grade).length > 0) ?? 'F'
  if (worst !== 'A') return { grade: worst, because: because(worst), isAtBest: isAtBest && worst !== 'F' }
  const best = (['A-', 'A'] as const).find((grade) => because(grade).length > 0) ?? 'A+'
  return { grade: best, because: because(best), isAtBest }
}
