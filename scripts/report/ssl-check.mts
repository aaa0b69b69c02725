import { isPassed, type Checked } from '../tls/check/checklist.mts'
import type { Line, Verdict } from '../tls/check/line.mts'
import type { Observed } from '../tls/check/observed.mts'
import { paint, type Paint } from './paint.mts'

const width = 80
const titleWidth = 23
const evidenceAt = 2 + 6 + titleWidth
const colour = { ok: 'good', fail: 'bad', open: 'warn', off: 'quiet' } as const satisfies Readonly<Record<Verdict, keyof Paint>>

/** The list with its grade, for people and for programs. */
export const sslCheckReport = ({ endpoint, expected }: Observed, checked: Checked, colours: boolean) => {
  const { lines, graded, score, headers } = checked
  const brush = paint(colours)
  const sections = [...Map.groupBy(lines, ({ section }) => section)].map(([title, own]) => [brush.strong(title), ...own.map((line) => lineText(line, brush))].join('\n'))
  const passed = isPassed(checked)
  return {
    text: [`${endpoint.url} at ${endpoint.reached}`, ...sections, summary(checked, brush)].join('\n\n'),
    result: {
      ...endpoint, environment: expected?.environment ?? null, passed, grade: graded.grade, because: graded.because, atBest: graded.isAtBest, score,
      headers: headers ? { score: headers.score, grade: headers.grade, points: headers.points } : null,
      lines: lines.map(({ id, section, title, verdict, evidence, wayOut, cap }) => ({ id, section, title, verdict, evidence, wayOut, cap: cap ?? null })),
    },
    ...passed ? {} : { exit: 1 },
  }
}

/** What a server says of itself is shown, never obeyed by a terminal. */
const visible = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, '·')

const lineText = ({ verdict, title, evidence, wayOut }: Line, brush: Paint): string => {
  const [first = '', ...rest] = wrap(visible(evidence), width - evidenceAt)
  return [
    `  ${brush[colour[verdict]](verdict.padEnd(6))}${title.padEnd(titleWidth)}${first}`, ...rest.map((text) => ' '.repeat(evidenceAt) + text),
    ...wayOut === '' ? [] : wrap(wayOut, width - 10).map((text, index) => `        ${index === 0 ? '→' : ' '} ${text}`),
  ].map((text) => text.trimEnd()).join('\n')
}

const summary = ({ lines, graded, score, headers }: Checked, brush: Paint): string => {
  const count = (verdict: Verdict) => lines.filter((line) => line.verdict === verdict).length
  const counts = [`${count('ok')} ok`, `${count('fail')} failed`, `${count('open')} not judged`, `${count('off')} left out on purpose`].filter((text) => !text.startsWith('0 '))
  const because = graded.because.length > 0 ? `, because of ${graded.because.join(', ')}` : ''
  const grade = `Grade ${graded.grade}${graded.isAtBest ? ' at best' : ''} by testssl's caps (score ${score.total})${because}.`
  return [...wrap(grade, width).map((text) => (graded.grade.startsWith('A') ? brush.good : brush.bad)(text)), ...headers ? [`Headers ${headers.grade} (${headers.score}) by the observatory's table.`] : [], `${counts.join(', ')}.`].join('\n')
}

/** A text as lines no longer than a width; a word that is longer has a line of its own. */
const wrap = (text: string, width: number): readonly string[] =>
  text.split(' ').reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1)
    return last !== undefined && last.length + 1 + word.length <= width ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word]
  }, [])
