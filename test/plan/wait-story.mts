import type { Container } from '../../scripts/docker/observed.mts'
import type { Goal } from '../../scripts/plan/step.mts'
import { results, type WaitResults } from '../../scripts/plan/wait-result.mts'
import { begin, type WaitEffect, type WaitEvent } from '../../scripts/plan/wait-state.mts'
import { next } from '../../scripts/plan/wait.mts'

type GoalWords = Partial<Omit<Goal, 'service' | 'needs'>> & { readonly needs?: readonly string[] }

/** A goal of the first tier that has 10 s; a need is `db`, or `job done`. */
export const goal = (service: string, { needs = [], ...rest }: GoalWords = {}): Goal => ({
  service, tier: 'core', until: 'ready', replicas: 1, budget: 10_000, ...rest,
  needs: needs.map((need) => {
    const [name = '', until = 'ready'] = need.split(' ')
    return { service: name, until: until as 'ready' | 'done' }
  }),
})

/** One container in words: `db created`, `db running healthy`, `api.2 exited 3`, `api restarting 1 x5`, `db running unhealthy "no route"`, `db running since -60`. */
export const container = (text: string, now: number, before?: Container): Container => {
  const [, name = '', state = '', rest = ''] = /^(\S+) (\S+) ?(.*)$/.exec(text) ?? []
  const [service = '', number = '1'] = name.split('.')
  const [, since] = /since (-?[\d.]+)/.exec(rest) ?? []
  const restartCount = Number(/x(\d+)/.exec(rest)?.[1] ?? 0)
  const hasRun = state !== 'created'
  const isSameRun = before?.startedAt !== undefined && before.restartCount === restartCount && (state === before.state || state !== 'running')
  const startedAt = since !== undefined ? Number(since) * 1000 : isSameRun ? before.startedAt : hasRun ? now : undefined
  const output = /"(.*)"/.exec(rest)?.[1]
  return {
    id: `${service}.${number}`, name: `p-${service}-${number}`, project: 'p', service, number: Number(number), state: state as Container['state'],
    health: (/(healthy|unhealthy|starting)/.exec(rest)?.[0] ?? 'none') as Container['health'],
    hasProbe: true, exitCode: Number(/^(\d+)/.exec(rest)?.[1] ?? 0), oomKilled: rest.includes('oom'), error: '', startedAt, finishedAt: undefined, restartCount,
    restartPolicy: 'unless-stopped', image: 'x', imageId: '', probes: output === undefined ? [] : [{ at: now, exitCode: 1, output }],
    workingDir: '/s', configFiles: [], configHash: '', ports: [], networks: [], volumes: [],
  }
}

const effectText = (effect: WaitEffect): string => {
  switch (effect.do) {
    case 'start': return `start ${effect.ids.join(' ')}`
    case 'run': return `run ${effect.argv.join(' ')} in ${effect.id}`
    case 'logs': return `read log of ${effect.id}`
    case 'say': return `"${effect.line.replace(/ {2,}/, ' ')}"`
    case 'end': return effect.ok ? 'END: all ready' : 'END: failed'
  }
}

/** Rows of `seconds | what is seen`; a look is containers with commas between them, nothing is a tick of the clock. */
export const story = (goals: readonly Goal[], rows: string): { readonly told: string; readonly results: WaitResults } => {
  let state = begin(goals, 0)
  let last = new Map<string, Container>()
  const told = rows.trim().split('\n').map((row) => {
    const [time = '', ...rest] = row.split('|').map((part) => part.trim())
    const now = Math.round(Number(time) * 1000)
    const event = read(rest.join('|'), now, last)
    if (event.event === 'observed') last = new Map(event.containers.map((one) => [one.id, one]))
    const turned = next(state, event)
    state = turned.state
    return `${time} | ${turned.effects.map(effectText).join(' · ')}`.trimEnd()
  })
  return { told: told.join('\n'), results: results(state) }
}

const read = (text: string, now: number, last: ReadonlyMap<string, Container>): WaitEvent => {
  const [, verb, who = '', rest = ''] = /^(refused|log|ran) ([\w.-]+): ?(.*)$/.exec(text) ?? []
  if (verb === 'refused') return { event: 'refused', id: who, message: rest, now }
  if (verb === 'ran') return { event: 'ran', service: who, failed: rest === '' ? undefined : rest, now }
  if (verb === 'log') return { event: 'logs', service: who, lines: rest === '' ? [] : rest.split(' / '), now }
  if (text === '') return { event: 'tick', now }
  const containers = text.split(',').map((one) => one.trim()).map((one) => {
    const [name = ''] = one.split(' ')
    return container(one, now, last.get(name.includes('.') ? name : `${name}.1`))
  })
  return { event: 'observed', containers, now }
}
