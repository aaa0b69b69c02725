import type { Environment } from '../stack/environment.mts'
import type { Problem } from '../stack/problem.mts'
import type { CollectJob } from './effect.mts'
import { jobsFor, type Job, type Stock } from './jobs.mts'
import { readWanted, type TextOf } from './read-wanted.mts'
import { chosen, tierOf, type Program } from './services.mts'
import { nothingWanted } from './wanted.mts'

/** What was typed. */
export type WheelOptions = {
  readonly services: readonly string[]
  readonly tier: string | undefined
  readonly platform: readonly string[]
  readonly index: string | undefined
  readonly jobs: string | undefined
  readonly offline: boolean
  readonly check: boolean
  readonly prune: boolean
  readonly bundle: string | undefined
}

/** What the world showed. */
export type Seen = {
  readonly programs: readonly Program[]
  readonly textOf: TextOf
  readonly hashes: (folder: string) => Job['requirements']
  readonly stock: Stock
  readonly native: string
}

/** What is to be done, understood: which programs, for which platforms, and what is missing of them. */
export type Request = {
  readonly act: 'collect' | 'check' | 'prune'
  readonly programs: readonly Program[]
  readonly platforms: readonly string[]
  readonly open: readonly CollectJob[]
  readonly together: number
  readonly index: string | undefined
  readonly offline: boolean
  readonly bundle: string | undefined
}

/** Understands what is asked for; problems are mistakes on the command line or in a service's files. */
export const readRequest = (options: WheelOptions, environment: Pick<Environment, 'tiers' | 'workloads'>, seen: Seen, processors: number): Request & { readonly problems: readonly Problem[] } => {
  const programs = chosen(seen.programs, environment, options.services, options.tier)
  const platforms = options.platform.length > 0 ? options.platform : [seen.native]
  const typed = mistakesIn(options, environment, seen, programs)
  const jobs = options.prune || typed.length > 0 ? [] : jobsFor(programs, platforms, seen.hashes, seen.stock)
  const readings = new Map(jobs.map(({ folder }) => [folder, readWanted(folder, seen.textOf)]))
  const problems = [...typed, ...options.check ? [] : [...readings.values()].flatMap((reading) => reading.problems)]
  const open = jobs.map((job): CollectJob => ({ ...job, wanted: readings.get(job.folder)?.wanted ?? nothingWanted }))
  const together = options.jobs === undefined ? Math.max(2, 2 * processors) : Number(options.jobs)
  return { act: options.check ? 'check' : options.prune ? 'prune' : 'collect', programs, platforms, open, together, index: options.index, offline: options.offline, bundle: options.bundle, problems }
}

const mistakesIn = (options: WheelOptions, { tiers, workloads }: Pick<Environment, 'tiers' | 'workloads'>, seen: Seen, programs: readonly Program[]): readonly Problem[] => {
  const { services, tier, platform, index, jobs, check, prune, bundle } = options
  const known = seen.programs.map(({ service }) => service)
  const strangers = services.filter((name) => !known.includes(name))
  return [
    ...strangers.map((name) => usage(workloads.some((workload) => workload.name === name) ? `${name} is no Python program with requirements` : `there is no service ${JSON.stringify(name)}`, known.length > 0 ? `those that are: ${known.join(', ')}` : 'none is')),
    ...tier !== undefined && tierOf({ tiers }, tier) === undefined ? [usage(`there is no tier ${JSON.stringify(tier)}`, `the tiers are ${tiers.map(({ name }) => name).join(', ')}`)] : [],
    ...platform.filter((name) => !/^linux\/[a-z0-9]+(?:\/v\d)?$/.test(name)).map((name) => usage(`${JSON.stringify(name)} is no platform`, 'write one as linux/amd64 or linux/arm64')),
    ...index !== undefined && !/^(?:https?|file):\/\/./.test(index) ? [usage(`${JSON.stringify(index)} is no address of an index`, 'write one as https://host/simple')] : [],
    ...jobs !== undefined && !/^[1-9]\d?$/.test(jobs) ? [usage(`--jobs ${jobs} is not a number from 1 to 99`, 'write one as --jobs 4')] : [],
    ...[check && '--check', prune && '--prune', bundle !== undefined && '--bundle'].filter(Boolean).length > 1 ? [usage('--check, --prune and --bundle are three different things', 'give one of them')] : [],
    ...programs.filter(({ service }) => service === 'files').map(() => usage('a service called files has no place in wheels/', 'give the service another name')),
  ]
}

const usage = (message: string, hint: string): Problem => ({ code: 'usage', severity: 'error', path: '', file: '', line: 0, column: 0, source: '', message, hint })
