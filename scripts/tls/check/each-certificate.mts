import { open, type Check, type Judgement, type Verdict } from './line.mts'
import type { Observed, Served } from './observed.mts'

const severity: readonly Verdict[] = ['fail', 'open', 'off', 'ok']

/** A check of every certificate that is served: a server may have one for each kind of key, and the worst one speaks. */
export const ofEach = (check: Omit<Check, 'judge'>, judge: (served: Served, observed: Observed) => Judgement): Check => ({
  ...check,
  judge: (observed) => {
    const all = observed.served.map((served) => ({ kind: served.leaf.key.kind, judgement: judge(served, observed) }))
    const verdict = severity.find((each) => all.some(({ judgement }) => judgement.verdict === each))
    const worst = all.filter(({ judgement }) => judgement.verdict === verdict)
    const [first] = worst
    if (!first) return open('no certificate was seen')
    const evidence = new Set(worst.map(({ kind, judgement }) => all.length === 1 || judgement.evidence.startsWith(kind) ? judgement.evidence : `${kind}: ${judgement.evidence}`))
    const isSame = worst.every(({ judgement }) => judgement.evidence === first.judgement.evidence) && worst.length === all.length
    return isSame ? first.judgement : { ...first.judgement, evidence: [...evidence].join('; ') }
  },
})
