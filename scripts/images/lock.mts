import { readPins } from '../kinds/recipe-images.mts'
import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { nameOf } from '../targets/dockerfile-words.mts'

/** The file that holds the digests of base images. */
export const lockFile = 'images.lock'

/** A base image of a stack by its public name; `asked` is what the image map has in its place, `owners` are the services whose images stand on it. */
export type Base = { readonly name: string; readonly asked: string; readonly owners: readonly string[] }

/** What asking for a digest came to: nobody can pin what is in no registry; one that does not answer may do so later. */
export type Answer = { readonly digest: string } | { readonly unpinnable: string } | { readonly unanswered: string }

/** Base images with what was found of them; `text` is the file as it is, `isWhole` says that every environment was looked at. */
export type LockSeen = { readonly text: string | undefined; readonly isWhole: boolean; readonly bases: readonly (Base & { readonly answer: Answer })[] }

/** Base images that rendered Dockerfiles stand on, each once. */
export const basesOf = (environments: readonly Pick<Environment, 'workloads' | 'images'>[]): readonly Base[] => {
  const found = new Map<string, Base>()
  for (const { workloads, images } of environments) for (const { recipe } of workloads) for (const image of Object.values(recipe?.images ?? {})) {
    const name = nameOf(image)
    const before = found.get(name)
    found.set(name, { name, asked: before?.asked ?? images[name] ?? name, owners: [...new Set([...before?.owners ?? [], recipe?.name ?? ''])].sort() })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether a name has no registry of its own in it, so that the image may be on this machine only. */
export const mayBeLocal = (image: string): boolean => {
  const [first = '', ...rest] = image.split('/')
  return rest.length === 0 || first === 'localhost' || !/[.:]/.test(first)
}

/** A base image before and after; a pin that nothing uses any more goes. */
export type Move = { readonly name: string; readonly owners: readonly string[]; readonly before: string | undefined; readonly after: string | undefined; readonly why?: string; readonly isUnanswered: boolean }

/** What becomes of each pin: what was not answered keeps the one it has. */
export const movesOf = ({ text, isWhole, bases }: LockSeen): readonly Move[] => {
  const pins = readPins(text ?? '')
  const known = new Set(bases.map(({ name }) => name))
  const found = bases.map(({ name, owners, answer }): Move => {
    const before = pins.get(name)
    if ('digest' in answer) return { name, owners, before, after: answer.digest, isUnanswered: false }
    return 'unpinnable' in answer ? { name, owners, before, after: before, why: answer.unpinnable, isUnanswered: false } : { name, owners, before, after: before, why: answer.unanswered, isUnanswered: true }
  })
  const others = [...pins].filter(([name]) => !known.has(name)).map(([name, before]): Move =>
    ({ name, owners: [], before, after: isWhole ? undefined : before, isUnanswered: false }))
  return [...found, ...others].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The file with what was found, where that differs from what it says. */
export const lockSteps = (seen: LockSeen): readonly Step[] => {
  const moves = movesOf(seen)
  const moved = moves.filter(({ before, after }) => before !== after)
  if (moved.length === 0) return []
  const why = `${moved.length === 1 ? 'one image has' : `${moved.length} images have`} another digest`
  return [{ do: 'write', id: `write ${lockFile}`, after: [], path: lockFile, content: lockText(moves), why }]
}

const lockText = (moves: readonly Move[]): string => [
  '# Digests of the base images in rendered Dockerfiles: `make build ARGS=--update` moves them.',
  ...moves.flatMap(({ name, after }) => after === undefined ? [] : [`${name}@${after}`]), '',
].join('\n')
