import type { Comparison } from '../alpine/comparison.mts'
import { sumOf } from '../alpine/cves.mts'
import { foundIn, gather, type Compared } from '../alpine/gather.mts'
import { median, shortened, type Found, type Trouble } from '../alpine/found.mts'
import { variants } from '../alpine/variant.mts'
import type { Side } from '../alpine/verdict.mts'
import type { Outcome } from '../plan/step.mts'
import { seconds } from '../plan/wait-words.mts'
import { bytes } from './amount.mts'
import { paint } from './paint.mts'
import { table } from './table.mts'

/** So many last lines of what went wrong are shown. */
const quoted = 6

type Seen = Pick<Comparison, 'subjects' | 'recipes' | 'leftOut' | 'scanner'>
type Look = { readonly colours: boolean; readonly width: number }

/** Slim beside Alpine: the figures, a verdict for each service, and what there is to know about them. */
export const alpineReport = (seen: Seen, outcomes: readonly Outcome[], look: Look) => {
  const found = foundIn(outcomes)
  const services = gather(seen, found)
  const isBroken = services.some(({ verdict }) => verdict.is === undefined) || found.some((one) => one.act === 'start' && one.trouble)
  const parts = services.length === 0 ? ['No service here has a Dockerfile that gantry renders for a distribution.'] : found.length === 0 ? [] : [figures(services, look), verdicts(services, look), troubles(services, found)]
  const text = [...parts, notes(seen, services, found, look.width)].filter((part) => part !== '').join('\n\n')
  return { text, result: { services: services.map(resultOf), leftOut: seen.leftOut, scanner: seen.scanner ?? null }, ...isBroken && found.length > 0 ? { exit: 1 } : {} }
}

const arrow = (slim: string, alpine: string): string => slim === '' && alpine === '' ? '' : `${slim || '–'} → ${alpine || '–'}`
const both = (one: Compared, read: (side: Side) => string): string => arrow(read(one.slim), read(one.alpine))
const startOf = ({ starts }: Side): string => { const middle = median(starts); return middle === undefined ? '' : seconds(middle) }

const figures = (services: readonly Compared[], { colours }: Look): string => {
  const { strong } = paint(colours)
  const columns: readonly (readonly [title: string, read: (side: Side) => string])[] = [
    ['image', ({ image }) => image ? bytes(image.size) : ''], ['layers', ({ image }) => image ? String(image.layers) : ''], ['start', startOf], ['memory', ({ memory }) => memory === undefined ? '' : bytes(memory)],
    ['CVEs', ({ cves }) => cves ? String(sumOf(cves).all) : ''],
  ]
  const told = columns.filter(([, read]) => services.some(({ slim, alpine }) => read(slim) !== '' || read(alpine) !== ''))
  return told.length === 0 ? '' : table(services.map((one) => [one.service, ...told.map(([, read]) => both(one, read))]), { head: [strong('slim → alpine'), ...told.map(([title]) => strong(title))] })
}

const verdicts = (services: readonly Compared[], { colours, width }: Look): string => {
  const { good, bad, strong } = paint(colours)
  const name = Math.max(...services.map(({ service }) => service.length))
  return services.map(({ service, verdict: { is, reason } }) => {
    const word = (is ?? 'broken').padEnd('alpine'.length)
    const painted = is === undefined ? bad(word) : is === 'either' ? strong(word) : good(word)
    const [first = '', ...rest] = wrap(reason, width - name - 10)
    return [`${service.padEnd(name)}  ${painted}  ${first}`, ...rest.map((line) => `${' '.repeat(name + 10)}${line}`)].join('\n')
  }).join('\n')
}

/** What went wrong, each thing once, with the last lines of what it said. */
const troubles = (services: readonly Compared[], found: readonly Found[]): string => {
  const each = [
    ...found.flatMap((one) => one.act === 'build' && one.trouble ? [[`${one.recipe}${one.variant === 'own' ? '' : ` on ${one.variant}`} does not build`, one.trouble] as const] : []),
    ...found.flatMap((one) => one.act === 'start' && one.trouble ? [[`${one.services.join(', ')} does not start`, one.trouble] as const] : []),
    ...services.flatMap(({ service, slim, alpine }) => [['slim', slim.unready] as const, ['alpine', alpine.unready] as const].flatMap(([variant, trouble]) => trouble ? [[`${service} on ${variant} does not become ready`, trouble] as const] : [])),
    ...found.flatMap((one) => one.act === 'scan' && one.trouble ? [[`${one.recipe} on ${one.variant} was not looked through`, one.trouble] as const] : []),
  ]
  return each.map(([what, { message, hint }]: readonly [string, Trouble]) => [`${what}: ${shortened(message.split('\n')[0] ?? '')}`, ...message.split('\n').slice(1).slice(-quoted).map(shortened), ...hint ? [`  → ${hint}`] : []].join('\n')).join('\n')
}

const notes = ({ leftOut, scanner }: Seen, services: readonly Compared[], found: readonly Found[], width: number): string => {
  const recipes = [...new Map(services.map((one) => [one.recipe, one])).values()]
  const hasStarts = services.some(({ slim, alpine }) => slim.starts.length + alpine.starts.length > 0)
  return [
    ...hasStarts ? ['A start is the median of three, until healthy or done; memory is read some seconds later.'] : [],
    ...[...new Set(recipes.flatMap(({ alpine }) => isStandIn(alpine) ? [alpine.base] : []))].map((base) => `${base}, which the image map has for Alpine, is no Alpine: these are its figures.`),
    ...recipes.flatMap(({ recipe, packages }) => packages?.trouble ? [`${recipe}: ${packages.trouble.message}.`] : packages && packages.without.length > 0 ? [`${recipe}: no binary for musl (${packages.by}): ${packages.without.join(', ')}.`] : []),
    ...recipes.flatMap(({ recipe, unknown }) => unknown.length === 0 ? [] : [`${recipe}: no other name is known here for ${unknown.join(', ')}, which ${unknown.length === 1 ? 'was' : 'were'} tried as ${unknown.length === 1 ? 'it is' : 'they are'}.`]),
    ...found.length > 0 && scanner === undefined ? ['CVEs were not counted: neither trivy nor grype is on PATH.'] : [],
    ...leftOut.length === 0 ? [] : [`Left out: ${[...Map.groupBy(leftOut, ({ why }) => why)].map(([why, some]) => `${some.map(({ service }) => service).join(', ')} (${why})`).join(', ')}.`],
  ].flatMap((line) => wrap(line, width).map((part, index) => index === 0 ? part : `  ${part}`)).join('\n')
}

const isStandIn = ({ image, unbuilt }: Side): boolean => image ? !image.isAlpine : /\bapk: (?:command )?not found/.test(unbuilt?.message ?? '')

/** Lines of a text that are no longer than `width` where words allow it. */
const wrap = (text: string, width: number): readonly string[] => text.split(' ').reduce<readonly string[]>((lines, word) => {
  const last = lines.at(-1)
  return last !== undefined && last.length + word.length + 1 <= width ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word]
}, [])

const resultOf = (one: Compared) => ({
  service: one.service, recipe: one.recipe, verdict: one.verdict.is ?? null, reason: one.verdict.reason,
  ...Object.fromEntries(variants.map((variant) => [variant, sideResult(one[variant])])),
  withoutMusl: one.packages?.trouble ? null : one.lacking, unknownPackages: one.unknown,
})

const sideResult = ({ base, image, starts, memory, cves, unbuilt, unready }: Side) => ({
  size: image?.size ?? null, layers: image?.layers ?? null, base: base ?? null, isAlpine: image?.isAlpine ?? null, starts: starts.map(Math.round), start: median(starts) ?? null, memory: memory ?? null, cves: cves ?? null,
  failure: unbuilt?.message ?? unready?.message ?? null,
})
