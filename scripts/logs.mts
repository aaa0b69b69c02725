import { nativeFolder } from './kinds/ground.mts'
import { project } from './docker/project.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { engineTrouble } from './shell/docker.mts'
import { fail, mistake } from './shell/failure.mts'
import { hasLogs, runningState } from './shell/native-state.mts'
import { nativeHome } from './shell/observe-running.mts'
import { levels } from './logs/level.mts'
import { sinceTime } from './logs/since.mts'

/** Logs of an environment, merged by time. */
export const logs = command({
  name: 'logs',
  group: 'everyday',
  summary: 'show the logs of services, merged',
  examples: [['make logs', 'the last lines of dev'], ['make logs ARGS="api worker --follow"', 'two services until Ctrl-C'], ['make logs ARGS="--since 10m --level warn"', 'what went wrong lately']],
  positionals: 'services',
  options: {
    services: { type: 'list', value: 'NAME', hint: 'these services' },
    follow: { type: 'boolean', short: 'f', hint: 'until Ctrl-C' },
    since: { type: 'string', value: 'TIME', hint: 'from then on: 10m, 2h, 2026-11-21T10:00:00' },
    tail: { type: 'string', value: 'N', hint: 'so many lines of each service (default 100; all with --since)' },
    level: { type: 'string', value: 'LEVEL', hint: `this level and worse: ${levels.join(', ')}` },
  },
  locks: false,
  observe: async ({ options: { level, tail, since }, environment, stackFolder, now }) => {
    if (level !== undefined && !levels.includes(level as typeof levels[number])) fail(mistake(`there is no level ${JSON.stringify(level)}`, `the levels are ${levels.join(', ')}`))
    if (tail !== undefined && !/^(\d+|all)$/.test(tail)) fail(mistake(`${JSON.stringify(tail)} is not a number of lines`, 'write a number, or all'))
    const home = nativeHome(stackFolder, environment)
    const isNative = await runningState(home) !== undefined || await hasLogs(home) && await engineTrouble() !== undefined
    const from = since === undefined ? undefined : sinceTime(since, now.getTime())
    if (isNative && since !== undefined && from === undefined) fail(mistake(`${JSON.stringify(since)} is no time`, 'write 10m, 2h, or 2026-11-21T10:00:00'))
    return { isNative, from }
  },
  plan: ({ environment, services, options, colours }, { isNative, from }) => [isNative ? {
    id: 'logs', after: [], do: 'read-logs', why: 'as asked', folder: `${nativeFolder(environment.name)}/logs`, follow: options.follow, since: from, level: options.level as typeof levels[number] | undefined,
    names: environment.workloads.map(({ name }) => name).filter((name) => services.length + options.services.length === 0 || [...services, ...options.services].includes(name)),
    tail: options.tail === 'all' ? undefined : options.tail === undefined ? options.since === undefined ? 100 : undefined : Number(options.tail),
  } : {
    id: 'follow', after: [], do: 'follow', why: 'as asked', ...options.level === undefined ? {} : { level: options.level },
    argv: project(environment.project).logs({
      services: [...services, ...options.services], follow: options.follow, since: options.since, colours,
      tail: options.tail ?? (options.since === undefined ? '100' : 'all'),
    }),
  }],
  report: () => ({ text: '', result: null }),
})

await autorun(import.meta, logs)
