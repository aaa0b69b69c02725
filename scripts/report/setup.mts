import { subject } from '../plan/explain.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { Finding } from './health.mts'
import { paint } from './paint.mts'
import { table } from './table.mts'

/** What setup found and did, and what to run next. */
export const setupReport = ({ name }: Environment, findings: readonly Finding[], outcomes: readonly Outcome[], colours: boolean) => {
  const brush = paint(colours)
  const done = outcomes.filter(({ step, state }) => state === 'done' && !('path' in step && step.path.endsWith('/.rendered'))).map(({ step }) => subject(step))
  const bad = findings.filter(({ level }) => level === 'bad')
  const hasEngine = findings.some(({ subject: about, level }) => about === 'docker' && level === 'good')
  const start = name === 'dev' ? 'make dev' : name === 'prod' ? 'make prod' : `make up ENV=${name}`
  const next = bad.length > 0 ? 'Next: mend what is marked, then make setup again.' : hasEngine || name === 'dev' ? `Next: ${start}` : `Next: start a Docker engine, then ${start}`
  return {
    text: [
      table(findings.map(({ subject: about, level, text }) => [about, level === 'good' ? brush.good('ok') : level === 'warn' ? brush.warn('look') : brush.bad('bad'), text])),
      done.length === 0 ? 'Everything is there already; nothing was changed.' : done.join('\n'),
      next,
    ].join('\n\n'),
    result: { checks: findings, done, next },
    ...bad.length > 0 ? { exit: 1 } : {},
  }
}
