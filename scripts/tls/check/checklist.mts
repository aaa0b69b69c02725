import { certificateChecks } from './certificate-checks.mts'
import { exchangeChecks } from './exchange-checks.mts'
import { flawChecks } from './flaw-checks.mts'
import { gradeOf, type Graded } from './grade.mts'
import { handshakeChecks } from './handshake-checks.mts'
import { headerChecks } from './header-checks.mts'
import { headerScore, scoreChecks, type HeaderScore } from './header-score.mts'
import { fileChecks, keyChecks } from './key-checks.mts'
import { lineOf, type Check, type Line } from './line.mts'
import type { Observed } from './observed.mts'
import { oldAttackChecks, protocolChecks } from './protocol-checks.mts'
import { redirectChecks } from './redirect-checks.mts'
import { suiteChecks } from './suite-checks.mts'
import { tlsScore, type TlsScore } from './tls-score.mts'

/** Everything that is looked at, in the order in which it is shown. */
export const sections: readonly (readonly [title: string, checks: readonly Check[]])[] = [
  ['protocols', protocolChecks],
  ['cipher suites', suiteChecks],
  ['keys and handshake', [...exchangeChecks, ...handshakeChecks]],
  ['flaws', [...oldAttackChecks, ...flawChecks]],
  ['certificate', [...certificateChecks, ...keyChecks, ...fileChecks]],
  ['HTTP', [...redirectChecks, ...headerChecks, ...scoreChecks]],
]

/** The list, judged. */
export type Checked = { readonly lines: readonly Line[]; readonly graded: Graded; readonly score: TlsScore; readonly headers: HeaderScore | undefined }

/** Judges all that was seen. */
export const checkAll = (observed: Observed): Checked => {
  const lines = sections.flatMap(([section, checks]) => checks.flatMap((check) => lineOf(section, check, observed)))
  const score = tlsScore(observed)
  return { lines, score, graded: gradeOf(lines, score), headers: headerScore(observed) }
}

/** Whether everything is as it should be; what was not judged counts where the grade depends on it. */
export const isPassed = ({ lines, graded }: Checked): boolean => !graded.isAtBest && lines.every(({ verdict }) => verdict !== 'fail')
