import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { BuildEffect } from '../../build/effect.mts'
import { readHistory } from '../../build/history.mts'
import type { ImageBuild } from '../../build/image-build.mts'
import { moving, type Running } from '../../build/moving.mts'
import { next, type Queue } from '../../build/queue.mts'
import { isTooLarge, late, type BuildResult } from '../../build/result.mts'
import { builtLine, tooLarge } from '../../report/built.mts'
import { readText } from '../files.mts'
import type { Done, Means } from '../performers.mts'
import { buildOne } from './build-one.mts'
import { remember } from './remember.mts'

/** How often the screen is told what goes on, in milliseconds. */
const pace = 200

/** Builds images side by side and remembers what came of them; one that fails takes only those with it that stand on it. */
export const performBuild = async (effect: BuildEffect, { folder, progress, signal }: Means): Promise<Done> => {
  const { builds, budgets, enforces = false } = effect
  const file = effect.history === undefined ? undefined : resolve(folder, effect.history)
  const history = file === undefined ? [] : readHistory(await readText(file) ?? '')
  const screen = onScreen(builds.length, progress, signal)
  const built = await inTurn(effect, signal, screen, (build, onTrace) => buildOne(build, { history, folder, onTrace })).finally(screen.end)
  const results = effect.signs ? await (await import('../supply/sign-images.mts')).signImages(built, effect.signs) : built
  if (file !== undefined) await remember(file, history, builds, results)
  late(results, budgets).forEach(({ tier, ms, budget }) => progress.say(`the images of ${tier} took ${(ms / 1000).toFixed(1)} s, more than their budget of ${budget / 1000} s`))
  if (!enforces) results.filter(isTooLarge).map(tooLarge).forEach(progress.say)
  return outcome(results, enforces)
}

type Screen = { readonly running: (one: Running) => void; readonly ended: (result: BuildResult) => void; readonly end: () => void }

/** A line for what has ended, and on a terminal one for each image that is being built. */
const onScreen = (all: number, { say, show }: Means['progress'], signal: AbortSignal): Screen => {
  const running = new Map<string, Running>()
  let done = 0
  const draw = (): void => show(moving([...running.values()], done, all, performance.now()))
  const clock = setInterval(draw, pace)
  return {
    running: (one) => { running.set(one.service, one) },
    ended: (result) => { running.delete(result.service); done++; if (!signal.aborted) say(builtLine(result)); draw() },
    end: () => { clearInterval(clock); show('') },
  }
}

type BuildOne = (build: ImageBuild, onTrace: (trace: Running['trace']) => void) => Promise<Omit<BuildResult, 'began'>>

/** Every image as soon as it may, until all have ended or nothing may begin any more. */
const inTurn = async ({ builds, jobs = Math.max(2, availableParallelism()) }: BuildEffect, signal: AbortSignal, screen: Screen, build: BuildOne): Promise<readonly BuildResult[]> => {
  const start = performance.now()
  const running = new Map<string, Promise<void>>()
  const results = new Map<string, BuildResult>()
  const end = (result: BuildResult): void => { running.delete(result.service); results.set(result.service, result); screen.ended(result) }
  const begin = (one: ImageBuild): void => {
    const began = performance.now()
    running.set(one.service, build(one, (trace) => screen.running({ service: one.service, began, trace })).then((result) => end({ ...result, began: began - start })))
  }
  for (;;) {
    const queue: Queue = { running: new Set(running.keys()), ended: new Map([...results].map(([service, { state }]) => [service, state])) }
    const { start: ready, skip } = signal.aborted ? { start: [], skip: [] } : next(builds, queue, jobs)
    skip.forEach(({ service, tier, image }) => end({ service, tier, image, state: 'skipped', began: 0, ms: 0, instructions: [], sent: 0, hits: {} }))
    ready.forEach(begin)
    if (running.size === 0 && skip.length === 0) return builds.flatMap(({ service }) => results.get(service) ?? [])
    if (skip.length === 0) await Promise.race(running.values())
  }
}

const outcome = (results: readonly BuildResult[], enforces: boolean): Done => {
  const failures = results.flatMap((result) => [
    ...result.failure ? [{ message: `${result.image}: ${result.failure.message}`, hint: result.failure.hint }] : [],
    ...enforces && isTooLarge(result) ? [{ message: tooLarge(result), hint: `make it smaller, or raise \`image: { max }\` of ${result.service}` }] : [],
  ])
  if (failures.length === 0) return { ok: true, message: '', data: results }
  const hint = failures.find((one) => one.hint !== undefined)?.hint
  return { ok: false, data: results, message: failures.map(({ message }) => message).join('\n'), ...hint === undefined ? {} : { hint } }
}
