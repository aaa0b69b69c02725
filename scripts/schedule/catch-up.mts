import { jobArgv, type Invocation } from './invocation.mts'
import type { Job } from './jobs.mts'
import { cronFields, type When } from './when.mts'

/** What is started at a time: a job, or the look for missed ones. */
export type Started = { readonly name: Job['name'] | 'catch-up'; readonly when: When; readonly argv: readonly string[] }

/** What the clock starts: the jobs, and every hour a look for those that a machine that was off, or a longer command, has kept from running. */
export const startedOf = (jobs: readonly Job[], invocation: Invocation): readonly Started[] => {
  // Health comes round again by itself.
  const late = jobs.filter(({ name }) => name !== 'health')
  const [minute = 0] = late[0]?.when.minutes ?? []
  return [
    ...jobs.map(({ name, when }) => ({ name, when, argv: jobArgv(invocation, name) })),
    ...late.length === 0 ? [] : [{ name: 'catch-up' as const, when: { minutes: [(minute + 50) % 60], hours: 'every' as const }, argv: jobArgv(invocation, 'catch-up', late.map(({ name, when }) => `${name}=${cronFields(when)}`)) }],
  ]
}
