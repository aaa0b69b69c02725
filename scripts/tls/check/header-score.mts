import { fault, off, ok, open, type Check } from './line.mts'
import { isPage, type Observed } from './observed.mts'
import { scoreRules, type Points } from './score-rules.mts'

/** The score of the headers: the number, its grade, and what it is made of. */
export type HeaderScore = { readonly score: number; readonly grade: string; readonly points: readonly Points[] }

const marks: readonly (readonly [least: number, grade: string])[] =
  [[100, 'A+'], [90, 'A'], [85, 'A-'], [80, 'B+'], [70, 'B'], [65, 'B-'], [60, 'C+'], [50, 'C'], [45, 'C-'], [40, 'D+'], [30, 'D'], [25, 'D-'], [0, 'F']]

/** Counts by the observatory's table: what is given counts only from 90 on; undefined where the page did not come. */
export const headerScore = ({ pages, endpoint }: Pick<Observed, 'pages' | 'endpoint'>): HeaderScore | undefined => {
  const { home } = pages
  if (!isPage(home)) return undefined
  const points = scoreRules.flatMap((rule) => rule({ home, pages, endpoint }))
  const base = 100 + points.reduce((sum, { points: each }) => sum + Math.min(0, each), 0)
  const score = Math.max(0, base + (base >= 90 ? points.reduce((sum, { points: each }) => sum + Math.max(0, each), 0) : 0))
  return { score, grade: marks.find(([least]) => score >= least)?.[1] ?? 'F', points }
}

const devOnly = ['no HSTS', 'no redirect']

const score: Check = {
  id: 'header-score', title: 'header score', wayOut: 'mend what costs points',
  judge: (observed) => {
    const { home } = observed.pages
    const counted = headerScore(observed)
    if (!counted) return open(isPage(home) ? '' : home.problem)
    const costs = counted.points.filter(({ points }) => points < 0)
    const why = [...costs.map(({ about, points }) => `${points} ${about}`), ...observed.pages.plain ? [] : ['the redirect is not counted']]
    const evidence = `${counted.score} (${counted.grade}) by the observatory's table${why.length > 0 ? `: ${why.join(', ')}` : ''}`
    if (counted.score >= 100) return ok(evidence)
    return observed.expected?.isDev && costs.every(({ about }) => devOnly.includes(about)) ? off(evidence) : fault(evidence)
  },
}

/** What the headers are worth together. */
export const scoreChecks: readonly Check[] = [score]
