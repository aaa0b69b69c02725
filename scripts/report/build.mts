import { imagesOf, type BuildSeen, type ImagesSeen } from '../build/plan.mts'
import { isTooLarge, type BuildResult } from '../build/result.mts'
import { bearsRevision } from '../build/sources.mts'
import { gist } from '../build/instruction.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { defined } from '../stack/defined.mts'
import { bytes } from './amount.mts'
import { change } from './built.mts'
import { contextReport } from './context.mts'
import { lockReport } from './images-lock.mts'
import { paint } from './paint.mts'
import { supplyReport } from './supply.mts'
import { table } from './table.mts'

type Look = { readonly isVerbose: boolean; readonly colours: boolean }

/** What `build` has found or done; of images a row for each, what all of them come to, and with `isVerbose` a row for each step. */
export const buildReport = (environment: Environment, seen: BuildSeen, outcomes: readonly Outcome[], look: Look): { readonly text: string; readonly result: unknown; readonly exit?: number } => {
  switch (seen.is) {
    case 'contexts': return contextReport(seen.contexts)
    case 'lock': return lockReport(seen.lock)
    case 'images': return imagesReport(environment, seen, outcomes, look)
  }
}

const imagesReport = (environment: Environment, seen: ImagesSeen, outcomes: readonly Outcome[], look: Look) => {
  const built = resultsOf(outcomes, 'build')
  const pushed = resultsOf(outcomes, 'push')
  const all = built.map((one): BuildResult => ({ ...one, ...pushedAs(pushed, one.service) }))
  const { asked, tools } = seen.supply
  const supply = asked.scan || asked.sign ? supplyReport(imagesOf(environment, seen.owners, seen.asked).map((one) => ({ ...one, ...pushedAs(pushed, one.service) })), asked, tools, outcomes) : undefined
  const text = [
    ...seen.owners.length === 0 ? [`No service of ${environment.name} here builds an image.`] : [], ...all.length === 0 ? [] : [rows(all, look)],
    ...look.isVerbose ? all.filter(({ instructions }) => instructions.length > 0).map((one) => steps(one, look)) : [],
    ...pushed.flatMap(({ image, digest }) => digest === undefined ? [] : [`pushed ${image}@${digest}`]),
    ...seen.revision === undefined && built.length > 0 && seen.owners.some(bearsRevision) ? ['No git revision here: images have the tag of the environment only.'] : [],
    ...supply && built.length > 0 ? [supply.text] : [],
  ]
  return { text: text.join('\n'), result: { revision: seen.revision ?? null, images: all.map(resultOf), ...supply ? { supply: supply.result } : {} } }
}

const resultsOf = (outcomes: readonly Outcome[], id: string): readonly BuildResult[] =>
  (outcomes.find(({ step }) => step.id === id)?.data ?? []) as readonly BuildResult[]

/** What is known of an image since it was pushed. */
const pushedAs = (pushed: readonly BuildResult[], service: string): Pick<BuildResult, 'digest' | 'signature'> => {
  const { digest, signature } = pushed.find((one) => one.service === service) ?? {}
  return defined({ digest, signature })
}

const rows = (all: readonly BuildResult[], { colours }: Look): string => {
  const { bad, quiet } = paint(colours)
  const each = all.map((one) => one.state === 'built'
    ? [one.image, cachedOf(one), bytes(one.sent), one.size === undefined ? 'not here' : `${isTooLarge(one) ? bad(bytes(one.size)) : bytes(one.size)}${change(one.size, one.sizeBefore)}`, seconds(one.ms)]
    : [one.image, bad(one.state === 'failed' ? 'failed' : 'left out'), '', '', one.state === 'failed' ? seconds(one.ms) : ''])
  const built = all.filter(({ state }) => state === 'built')
  const total = all.length < 2 ? [] : [[quiet(`${built.length} of ${all.length}`), cachedOf({ instructions: built.flatMap(({ instructions }) => instructions) }), bytes(sum(built.map(({ sent }) => sent))),
    bytes(sum(built.map(({ size = 0 }) => size))), seconds(Math.max(...all.map(({ began, ms }) => began + ms)))]]
  return table([...each, ...total], { head: ['image', 'cached', 'sent', 'size', 'time'].map(quiet), right: [1, 2, 4] })
}

const cachedOf = ({ instructions }: Pick<BuildResult, 'instructions'>): string => `${instructions.filter(({ cached }) => cached).length} of ${instructions.length}`
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** So much of an instruction is shown. */
const shown = 70

/** Every step of an image: how long it took or that it was cached, and how often it was in the builds that are remembered. */
const steps = ({ image, instructions, hits }: BuildResult, { colours }: Look): string => {
  const { quiet, strong } = paint(colours)
  const each = instructions.map(({ stage, text, cached, ms }) => {
    const { cached: found, of } = hits[text] ?? { cached: 0, of: 0 }
    const what = gist(text)
    return [cached ? quiet('cached') : seconds(ms), `${found} of ${of}`, stage, what.length > shown ? `${what.slice(0, shown - 1)}…` : what]
  })
  return `\n${strong(image)}\n${table(each, { head: ['time', 'cached', 'stage', 'step'].map(quiet), right: [0, 1], indent: '  ' })}`
}

const resultOf = ({ service, tier, image, state, ms, sent, size, sizeBefore, id, digest, limit, instructions, hits, failure }: BuildResult) => ({
  service, tier, image, state, ms: Math.round(ms), sent, size: size ?? null, sizeBefore: sizeBefore ?? null, limit: limit ?? null, id: id ?? null, digest: digest ?? null, failure: failure?.message ?? null,
  steps: instructions.map(({ stage, text, cached, ms: each }) => ({ stage, text, cached, ms: each, hits: hits[text] ?? null })),
})
