import { buildPlan } from './build/plan.mts'
import { buildReport } from './report/build.mts'
import { autorun } from './shell/autorun.mts'
import { observeBuild } from './shell/build/observe.mts'
import { buildOptions } from './shell/build/options.mts'
import { command } from './shell/command.mts'

/** Images of an environment: built side by side in the order of their tiers, weighed, remembered, pushed. */
export const build = command({
  name: 'build',
  group: 'images',
  summary: 'build images: which steps were cached, how large they are, how long it took',
  examples: [
    ['make build ENV=prod', 'the images that prod runs'],
    ['make build ARGS=\'api --context\'', 'what its build folder weighs, and what for nothing'],
    ['make build ENV=prod ARGS=\'--push --cache-registry registry.example.com/cache\'', 'for a server or for CI'],
    ['make build ARGS=--update', 'move the digests of base images in images.lock'],
  ],
  positionals: 'services',
  options: buildOptions,
  observe: observeBuild,
  plan: ({ environment }, seen) => buildPlan(environment, seen),
  report: ({ environment, common, colours }, seen, outcomes) => buildReport(environment, seen, outcomes, { isVerbose: common.verbose, colours }),
})

await autorun(import.meta, build)
