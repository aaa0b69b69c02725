import type { RateLimit, Route } from '../kinds/workload.mts'
import type { Templates } from './template.mts'

/** Streams of one connection that nginx takes at a time unless told. */
const usualStreams = 128

/** What counts requests, one zone for each rate, and connections; undefined where nothing is limited. */
export const limitTexts = (routes: readonly Route[], connections: number, templates: Templates): { readonly rates: string | undefined; readonly connections: string | undefined } => {
  const rates = [...new Set(routes.flatMap(({ limit }) => limit?.rate ?? []))].sort()
  const zones = rates.map((rate) => templates.text('nginx/rate.conf', { zone: zoneOf(rate), rate }).trimEnd()).join('\n')
  return {
    rates: rates.length === 0 ? undefined : templates.text('nginx/rates.conf', { zones }).trimEnd(),
    connections: connections === 0 ? undefined : templates.text('nginx/connections.conf', { streams: Math.min(usualStreams, connections) }).trimEnd(),
  }
}

/** What one client may ask of a route; undefined for anything. */
export const limitText = ({ limit }: Route, connections: number, templates: Templates): string | undefined => !limit && connections === 0 ? undefined :
  templates.text('nginx/limit.conf', { rate: limit && rateOf(limit), connections: connections === 0 ? undefined : connections }).trimEnd()

const zoneOf = (rate: string): string => `rate_${rate.replace('/', '_')}`

const rateOf = ({ rate, burst }: RateLimit): string => burst === 0 ? zoneOf(rate) : `${zoneOf(rate)} burst=${burst} nodelay`
