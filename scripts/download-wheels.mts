import { wheelSteps } from './wheels/steps.mts'
import { wheelsReport } from './report/wheels.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { fail, mistake, mistakes } from './shell/failure.mts'
import { partOptions } from './shell/part-options.mts'
import { observeWheels } from './shell/wheels/observe.mts'
import { hasCredentials } from './wheels/address.mts'
import { readRequest, type WheelOptions } from './wheels/request.mts'

/** Python packages for the target, fetched once and kept for builds without the internet. */
export const downloadWheels = command({
  name: 'download-wheels',
  group: 'images',
  summary: 'fetch the Python packages of services, for builds without the internet',
  examples: [
    ['make download-wheels', 'those of every Python service'],
    ['make download-wheels ARGS=\'--tier ai\'', 'those of one tier'],
    ['make download-wheels ARGS=\'--check --offline\'', 'prove that all is there'],
    ['make download-wheels ARGS=\'--bundle site.tar\'', 'wheels and base images for a machine without the internet'],
  ],
  positionals: 'services',
  locks: false,
  options: {
    services: { ...partOptions.services, hint: 'these services' },
    tier: { ...partOptions.tier, hint: 'the services of a tier, by name or number' },
    platform: { type: 'list', value: 'linux/ARCH', hint: 'for these platforms; the engine\'s own unless told' },
    index: { type: 'string', value: 'URL', hint: 'index to ask; pip.conf, PIP_INDEX_URL, ~/.netrc count as they do for pip' },
    jobs: { type: 'string', value: 'N', hint: 'so many services at the same time' },
    offline: { type: 'boolean', hint: 'never touch the network; what is missing is an error' },
    check: { type: 'boolean', hint: 'prove in the target images that nothing is missing; change nothing' },
    prune: { type: 'boolean', hint: 'remove wheels that no service needs' },
    bundle: { type: 'string', value: 'FILE', hint: 'pack wheels and base images into one archive' },
  },
  observe: async ({ environment, stackFolder, options, services }) => {
    if (options.index !== undefined && hasCredentials(options.index)) fail(mistake('--index has a login in it, which everybody on this machine can read', 'put it into PIP_INDEX_URL, pip.conf or ~/.netrc'))
    const seen = await observeWheels(stackFolder, environment)
    const asked: WheelOptions = { ...options, services: [...options.services, ...services] }
    const request = readRequest(asked, environment, seen, (await import('node:os')).availableParallelism())
    return request.problems.length > 0 ? fail(mistakes(request.problems)) : { seen, request }
  },
  plan: (_context, { seen, request }) => wheelSteps(request, seen),
  report: (_context, { seen, request }, outcomes) => wheelsReport({ services: request.programs.map(({ service }) => service), without: seen.without }, outcomes),
})

await autorun(import.meta, downloadWheels)
