import type { WaitResult, WaitResults } from '../plan/wait-result.mts'
import { seconds } from '../plan/wait-words.mts'
import { paint, type Paint } from './paint.mts'
import { widthOf } from './table.mts'

export type TimingsOptions = { readonly width: number; readonly colours: boolean }

const parts = { waiting: '·', starting: '▒', probing: '█' } as const

/** Where the seconds went: a bar for each service, waiting for others, then starting, then until it was ready. */
export const timings = ({ ms, services }: WaitResults, { width, colours }: TimingsOptions): string => {
  const told = services.filter(({ asked }) => asked !== undefined)
  if (told.length === 0) return 'Everything was ready already.'
  const rows = told.map((service) => ({ service, name: service.service, words: words(service) }))
  const names = Math.max(...rows.map(({ name }) => widthOf(name)))
  const room = Math.max(10, width - names - Math.max(...rows.map((row) => widthOf(row.words))) - 4)
  const shown = rows.map(({ service, name, words }) => `${name.padEnd(names)}  ${bar(service, { ms, room, paint: paint(colours) })}  ${words}`)
  return [...shown, '', `${parts.waiting} waiting for others  ${parts.starting} starting  ${parts.probing} until ready  ${seconds(ms)} in all`].join('\n')
}

type Scale = { readonly ms: number; readonly room: number; readonly paint: Paint }

const bar = ({ asked = 0, running = asked, ready, state }: WaitResult, { ms, room, paint }: Scale): string => {
  const at = (time: number): number => Math.round((time / Math.max(ms, 1)) * room)
  // Whatever took time at all is seen.
  const start = Math.min(at(asked), room - 1)
  const up = Math.max(start, Math.min(at(running), room))
  const end = Math.max(start + 1, Math.min(at(ready ?? ms), room))
  const last = parts.probing.repeat(Math.max(0, end - up))
  return paint.quiet(parts.waiting.repeat(start)) + paint.warn(parts.starting.repeat(up - start))
    + (state === 'ready' ? paint.good(last) : paint.bad(last)) + ' '.repeat(Math.max(0, room - Math.max(end, up)))
}

const words = ({ asked = 0, running = asked, ready, state, waitedFor, until }: WaitResult): string => {
  const outcome = ready === undefined || state !== 'ready' ? state : `${until} after ${seconds(ready - running)}`
  return [
    ...(waitedFor === undefined ? [] : [`waited ${seconds(asked)} for ${waitedFor}`]),
    ...(running - asked < 50 ? [] : [`started in ${seconds(running - asked)}`]),
    outcome,
  ].join(', ')
}
