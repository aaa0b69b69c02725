import type { JobName } from './jobs.mts'

/** What starting a job from nothing takes: absolute paths, and the few variables without which a job does not find its engine. */
export type Invocation = {
  readonly node: string
  readonly runner: string
  readonly stack: string
  readonly environment: string
  readonly variables: Readonly<Record<string, string>>
}

/** The words that run a job, or look for missed ones; env(1) sets the variables, whichever shell reads the line. */
export const jobArgv = ({ node, runner, stack, environment, variables }: Invocation, job: JobName | 'catch-up', more: readonly string[] = []): readonly string[] => [
  '/usr/bin/env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  node, runner, job, '--stack', stack, '--env', environment, ...more,
]

/** A word of ExecStart, in which `%` and `$` mean something, quoted or not. */
export const unitWord = (word: string): string => {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** What keeps a job from being written down: neither cron nor systemd has a way to write the end of a line. */
export const unwritable = (invocation: Invocation): string | undefined =>
  jobArgv(invocation, 'catch-up').find((word) => /[\x00-\x1f\x7f]/.test(word))
