import { buildPlan } from './build/plan.mts'
import { buildReport } from './report/build.mts'
import { autorun } from './shell/autorun.mts'
import { observeBuild } from './shell/build/observe.mts'
import { command } from './shell/command.mts'
import { partOptions } from './shell/part-options.mts'

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
  options: {
    ...partOptions,
    target: { type: 'string', value: 'STAGE', hint: 'another stage of the Dockerfile, under a tag of its own' },
    platform: { type: 'list', value: 'linux/ARCH', hint: 'for these platforms; the engine\'s own unless told' },
    push: { type: 'boolean', hint: 'send images to the `registry:` of the stack' },
    cacheRegistry: { type: 'string', value: 'REF', hint: 'take layers from this registry, and put them there' },
    secret: { type: 'list', value: 'ID=FILE', hint: 'a secret of the build: pip.conf, npmrc or netrc of a private package registry' },
    attest: { type: 'boolean', hint: 'add SBOM and provenance to what is pushed' },
    scan: { type: 'boolean', hint: 'look for known vulnerabilities with trivy or grype' },
    sign: { type: 'boolean', hint: 'sign what was pushed with cosign' },
    noCache: { type: 'boolean', hint: 'every step anew' },
    jobs: { type: 'string', value: 'N', hint: 'so many images at the same time; as many as there are processors' },
    context: { type: 'boolean', hint: 'build nothing: weigh the build folders' },
    update: { type: 'boolean', hint: 'build nothing: move the digests in images.lock to what their tags mean now' },
  },
  observe: observeBuild,
  plan: ({ environment }, seen) => buildPlan(environment, seen),
  report: ({ environment, common, colours }, seen, outcomes) => buildReport(environment, seen, outcomes, { isVerbose: common.verbose, colours }),
})

await autorun(import.meta, build)
