import { bringUp, type BuildPolicy } from './plan/bring-up.mts'
import { followSteps } from './plan/follow.mts'
import { detachSteps, nativeSteps } from './plan/native.mts'
import { stopSteps } from './plan/stop.mts'
import { nativeAnnounce } from './report/native.mts'
import { addressLines, startedReport } from './report/started.mts'
import { autorun } from './shell/autorun.mts'
import { command, type Context } from './shell/command.mts'
import { nativeChoice, observeNative } from './shell/observe-native.mts'
import { observeStack, partOf } from './shell/observe-stack.mts'
import { startOptions } from './shell/part-options.mts'
import { pairNote } from './tls/pair-steps.mts'

const options = {
  ...startOptions,
  native: { type: 'some', value: 'NAME', hint: 'without containers: everything, or these services' },
  detach: { type: 'boolean', short: 'd', hint: 'leave it running and return' }, skipBuild: { type: 'boolean', hint: 'leave the images as they are' },
} as const

/** Sources may have changed, unless told to leave them. */
const policyOf = ({ skipBuild }: { readonly skipBuild: boolean }): BuildPolicy => skipBuild ? 'missing' : 'always'

/** The words that ask another process for the same, attached. */
const wordsOf = ({ environment, services, options: asked }: Pick<Context<typeof options>, 'environment' | 'services' | 'options'>): readonly string[] => [
  '--env', environment.name, asked.native === undefined || asked.native === 'all' ? '--native' : `--native=${asked.native.join(',')}`,
  ...asked.tier === undefined ? [] : ['--tier', asked.tier], ...asked.through === undefined ? [] : ['--through', asked.through], ...asked.skipBuild ? ['--skip-build'] : [],
  ...[...services, ...asked.services].flatMap((service) => ['--services', service]),
]

/** Development: everything built and started, sources live, logs on the screen until Ctrl-C takes it all down again. */
export const dev = command({
  name: 'dev',
  group: 'everyday',
  summary: 'build and start the development environment, follow its logs',
  examples: [
    ['make dev', 'until Ctrl-C, which stops it; without a Docker engine as processes of this machine'], ['make dev ARGS=--detach', 'leave it running'],
    ['make dev ARGS="api --timings"', 'one service and what it needs'], ['make dev ARGS=--native=api,worker', 'these without containers, the rest in Docker'],
  ],
  positionals: 'services',
  locks: 'first',
  options,
  observe: async (context) => {
    const choice = await nativeChoice(context.options.native)
    return choice
      ? { is: 'native' as const, ...await observeNative(context, choice, partOf(context), policyOf(context.options)) }
      : { is: 'containers' as const, ...await observeStack(context, partOf(context), policyOf(context.options)) }
  },
  plan: (context, seen) => {
    const { environment, options, colours } = context
    const part = partOf(context)
    if (seen.is === 'native' && options.detach) return detachSteps(seen.environment, part, wordsOf(context))
    if (seen.is === 'native') return nativeSteps(seen.environment, seen, part, { announce: nativeAnnounce(seen.environment, part, seen.reason), timings: options.timings })
    const steps = bringUp(environment, seen, part, policyOf(options))
    const note = pairNote(environment, seen.pairs)
    return options.detach ? steps : [...steps, ...followSteps(environment, steps, `\n${addressLines(environment)}${note === undefined ? '' : `\n${note}`}\n\nSource edits are live. Ctrl-C stops everything.\n`, { colours, services: part.services })]
  },
  report: ({ environment, colours, options }, seen, outcomes) => startedReport(environment, outcomes, { colours, showTimings: options.timings, width: 100, note: seen.is === 'native' ? undefined : pairNote(environment, seen.pairs) }),
  whenInterrupted: ({ environment, options }, seen) => options.detach || seen.is === 'native' && seen.containers.length === 0 ? [] : stopSteps(environment, [], 'development ends'),
})

await autorun(import.meta, dev)
