import type { AlpineEffect } from '../../alpine/effect.mts'
import { gistOf, type Found, type Trouble } from '../../alpine/found.mts'
import { isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'

/** Does one thing of a comparison: what it found is its data, also where it found that something does not go. */
export const performAlpine = async (effect: AlpineEffect, means: Means): Promise<Done> => {
  switch (effect.act) {
    case 'lay': return (await import('./lay.mts')).lay(effect, means)
    case 'clear': return (await import('./clear.mts')).clear(effect, means)
    case 'build': return find(effect, means, async () => (await import('./build.mts')).build(effect, means), (trouble) => ({ act: 'build', recipe: effect.recipe, variant: effect.variant, base: effect.base, trouble }))
    case 'scan': return find(effect, means, async () => (await import('./scan.mts')).scan(effect), (trouble) => ({ act: 'scan', recipe: effect.recipe, variant: effect.variant, trouble }))
    case 'packages': return find(effect, means, async () => (await import('./packages.mts')).lookAtPackages(effect, means), (trouble) => ({ act: 'packages', recipe: effect.recipe, without: [], trouble }))
    case 'start': return find(effect, means, async () => (await import('./start.mts')).startNeeded(effect, means), (trouble) => ({ act: 'start', services: effect.goals.map(({ service }) => service), trouble }))
    case 'try': return find(effect, means, async () => (await import('./try.mts')).tryOut(effect, means), (trouble) => ({ act: 'try', service: effect.goal.service, variant: effect.variant, starts: [], trouble }))
  }
}

/** What the world refuses is found like everything else: what comes after still has to be done. */
const find = async (effect: AlpineEffect, { progress, signal }: Means, act: () => Promise<Found>, orElse: (trouble: Trouble) => Found): Promise<Done> => {
  const found = await act().catch((error: unknown) => isFailure(error) ? orElse({ message: error.message, hint: error.hint }) : Promise.reject(error))
  if ('trouble' in found && found.trouble && effect.act !== 'packages' && !signal.aborted) progress.say(`${subjectOf(found)}: ${gistOf(found.trouble)}`)
  return { ok: true, message: '', data: found }
}

const subjectOf = (found: Found): string => {
  switch (found.act) {
    case 'build': return `${found.recipe} on ${found.variant} does not build`
    case 'scan': return `${found.recipe} on ${found.variant} is not looked through`
    case 'packages': return found.recipe
    case 'start': return `${found.services.join(', ')} does not start`
    case 'try': return `${found.service} on ${found.variant} does not become ready`
  }
}
