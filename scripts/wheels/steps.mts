import type { Step } from '../plan/step.mts'
import { bytes } from '../report/amount.mts'
import type { CheckJob } from './effect.mts'
import { lackOf } from './jobs.mts'
import { wasteOf } from './prune.mts'
import type { Request, Seen } from './request.mts'

/** The steps that a request comes down to. */
export const wheelSteps = (request: Request, seen: Seen): readonly Step[] => {
  switch (request.act) {
    case 'check': return checkSteps(request, seen)
    case 'prune': return pruneSteps(seen)
    case 'collect': return [...collectSteps(request, seen), ...bundleSteps(request)]
  }
}

const collectSteps = ({ open, index, offline, together }: Request, { native }: Seen): readonly Step[] => open.length === 0 ? [] : [{
  id: 'collect', after: [], do: 'wheels', act: 'collect', jobs: open, native, offline, together, ...index === undefined ? {} : { index },
  why: open.map(({ services, platform, why }) => `${services.join(', ')}${platform === native ? '' : ` (${platform})`}: ${why}`).join('; '),
}]

const checkSteps = ({ programs, platforms, together }: Request, { native, hashes, stock }: Seen): readonly Step[] => {
  const jobs = platforms.flatMap((platform) => programs.map(({ service, base, image, packages, folder }): CheckJob =>
    ({ services: [service], platform, image, why: lackOf(service, { base, image, packages, platform, requirements: hashes(folder) }, stock),
      isEmpty: stock.manifest.services[service]?.find((entry) => entry.platform === platform)?.wheels.length === 0 })))
  return jobs.length === 0 ? [] : [{ id: 'check', after: [], do: 'wheels', act: 'check', jobs, native, together, why: 'nothing may be missing where there is no network' }]
}

const pruneSteps = ({ programs, stock: { manifest, sizes, views }, textOf }: Seen): readonly Step[] => {
  // A service of another environment has its files still.
  const kept = Object.entries(manifest.services).filter(([, entries]) => entries.some(({ requirements }) => Object.keys(requirements).some((file) => textOf(file) !== undefined))).map(([name]) => name)
  const waste = wasteOf(manifest, sizes, [...views.keys()], new Set([...programs.map(({ service }) => service), ...kept]))
  return waste.paths.length === 0 ? [] : [{ id: 'prune', after: [], do: 'wheels', act: 'prune', waste, why: `no service needs it${waste.bytes === 0 ? '' : `: ${bytes(waste.bytes)}`}`, danger: 'removal' }]
}

const bundleSteps = ({ programs, open, bundle }: Request): readonly Step[] => bundle === undefined ? [] : [{
  id: 'bundle', after: open.length > 0 ? ['collect'] : [], do: 'wheels', act: 'bundle', file: bundle, services: programs.map(({ service }) => service), images: [...new Set(programs.map(({ image }) => image))].sort(),
  why: 'for a machine without the internet',
}]
