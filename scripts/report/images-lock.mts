import { lockFile, movesOf, type LockSeen, type Move } from '../images/lock.mts'
import { table } from './table.mts'

/** What became of the digests of base images; 1 where a registry did not answer. */
export const lockReport = (seen: LockSeen): { readonly text: string; readonly result: unknown; readonly exit?: number } => {
  const moves = movesOf(seen)
  const untold = moves.filter(({ why }) => why !== undefined)
  const text = moves.length === 0 ? ['No rendered Dockerfile stands on a base image.'] : [
    table(moves.map((move) => [move.name, ...words(move)]), { head: ['image', 'before', 'now'] }),
    ...untold.map(({ name, why, before, isUnanswered }) => `${name} ${isUnanswered ? 'could not be asked' : 'cannot be pinned'}: ${why}.${isUnanswered ? ` ${before === undefined ? 'It has no pin.' : 'Its pin stays.'}` : ''}`),
    ...moves.some(({ before, after }) => before !== after) ? [] : [`${lockFile} stays as it is.`],
  ]
  return {
    text: text.join('\n'), result: { images: moves.map(({ name, owners, before, after, why }) => ({ image: name, services: owners, before: before ?? null, after: after ?? null, changed: before !== after, why: why ?? null })) },
    ...moves.some(({ isUnanswered }) => isUnanswered) ? { exit: 1 } : {},
  }
}

const words = ({ before, after, owners }: Move): readonly string[] => [
  before === undefined ? 'not pinned' : short(before),
  before === after ? after === undefined ? 'not pinned' : 'the same' : after === undefined ? owners.length === 0 ? 'nothing uses it' : 'not pinned' : short(after),
]

const short = (digest: string): string => digest.replace('sha256:', '').slice(0, 12)
