import { plainPath } from '../stack/plain-path.mts'
import { isRemote } from './build.mts'
import { startOf } from './command.mts'
import { scalar } from './compose-service.mts'
import { postgresKeys, redisKeys } from './databases.mts'
import { deliver } from './deliver.mts'
import type { Front } from './front.mts'
import { healthOf } from './health.mts'
import type { Crew, Member } from './member.mts'
import { rawOf } from './raw.mts'
import type { Decision } from './notes.mts'
import { sayRest } from './rest.mts'
import { lifeOf, resourcesOf } from './resources.mts'
import type { Entrances, RouteOut } from './routes.mts'
import { givenTo } from './secret-files.mts'
import { ordered, type ServiceOut } from './stack-out.mts'
import { staticFilesOf } from './static-files.mts'
import { get, type Tree } from './tree.mts'
import { userOf } from './user.mts'
import { volumesOf } from './volumes.mts'

/** What one service becomes, and what of it belongs to the environments. */
export type Assembled = { readonly service: ServiceOut; readonly isLive: boolean; readonly devPublish: readonly string[] }

/** Puts a service together from all that was read of it. */
export const assemble = (member: Member, crew: Crew, around: { readonly front: Front; readonly entrances: Entrances; readonly root: Tree }): Assembled => {
  const { kind, source, label, ports } = member
  const { front, entrances, root } = around
  const reached = entrances.of.get(member) ?? { routes: [], publish: [], devPublish: [] }
  const isSite = kind === 'static-web'
  const given = givenTo(member, crew, root)
  const delivered = deliver(member, crew)
  const { command, raw } = startOf(member, delivered, crew)
  const { volumes, mount, isLive } = volumesOf(member, crew, get(root, 'volumes'))
  const site = kind === 'static-web' ? staticFilesOf(member, front, crew, entrances.domain) : undefined
  const special = kind === 'postgres' ? postgresKeys(member, crew) : kind === 'redis' ? redisKeys(member, crew, delivered) : {}
  const { memory, variables: own, ...kindKeys } = special as { memory?: number; variables?: Record<string, string> } & Record<string, unknown>
  const variables = Object.fromEntries(Object.entries({ ...delivered.variables, ...own }).map(([name, text]) => [name, valueFor(given.moved.get(text) ?? text)]))
  sayRest(member, crew)
  const user = get(source.tree, 'user')
  if (user && (kind === 'postgres' || kind === 'redis' || isSite)) crew.notes.took(label, user.at, 'user', `that of the kind ${kind}`, 'the kind knows who its program runs as')
  const routes = [...reached.routes, ...(site?.routes ?? []).filter(({ path }) => !reached.routes.some((one) => one.path === path))]
  const keys = ordered({
    kind, ...imageOf(member, site?.image), ...isSite ? site?.root === undefined ? {} : { root: site.root } : {}, ...site?.fallback === undefined ? {} : { fallback: site.fallback },
    ...kind === 'postgres' || kind === 'redis' || isSite ? {} : { command, workdir: scalar(label, 'working_dir', get(source.tree, 'working_dir'), crew), user: userOf(member, crew) },
    ...portKeys(ports, isSite), ...healthOf(member, crew, delivered.fileOf), ...routeKeys(routes),
    needs: member.needs, wants: [...member.wants].filter((name) => !member.needs.includes(name) && name !== label),
    secrets: [...delivered.secrets, ...given.secrets].map((use) => use.as === undefined && use.value === undefined ? use.name : use), variables,
    volumes: [...(isSite ? volumes.filter((one) => !isHtml(one, site?.root)) : volumes), ...given.volumes, ...site?.volumes ?? []].filter((one, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index && !isShadow(one, site?.volumes ?? [])),
    publish: reached.publish.map((text) => /^\d+$/.test(String(text)) ? Number(text) : text), ...resourcesOf(member, crew, memory === undefined ? {} : { memory }), ...singletonOf(member, crew), ...lifeOf(member, crew),
    dev: mount ? { mount } : {}, compose: isSite || kind === 'postgres' || kind === 'redis' ? withoutHardening(rawOf(member, crew, {})) : rawOf(member, crew, raw ?? {}), ...kindKeys,
  })
  return { service: { keys, beside: besideOf(member, keys, crew.notes.decisions()), above: member.source.profiles.length > 0 ? `compose started it with the profile ${source.profiles.join(', ')} alone` : undefined }, isLive, devPublish: reached.devPublish }
}

/** What stands as a comment: where something was decided that another reader would decide otherwise. */
const besideOf = ({ kind, label }: Member, keys: Readonly<Record<string, unknown>>, decisions: readonly Decision[]): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(decisions.filter(({ service }) => service === label).flatMap(({ what, as, because }): readonly (readonly [string, string])[] =>
    what === `the port of ${label}` && because.startsWith('nothing names') ? [['port', 'the usual one: nothing names it']]
      : as === 'kind container' && because.includes('told a password') ? [['kind', `not postgres: ${because.split(' (')[0]}`]]
      : as === 'kind job' && because.startsWith('its name') ? [['kind', 'by its name: nothing else says that it ends']]
      : as === 'the route /' && because.startsWith('of the') ? [['route', 'of all that speak http the one a visitor meets first']] : [])),
  ...keys.use === 'store' ? { use: 'keeps; `cache` if it may forget' } : {},
  ...kind === 'container' && keys.compose ? { compose: "as Docker runs it; without this, gantry's hardening" } : {},
})

const valueFor = (text: string): string | number | boolean => /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text === 'true' || text === 'false' ? text === 'true' : text

const isHtml = (volume: unknown, root: string | undefined): boolean => typeof volume === 'string' && (root !== undefined && volume.startsWith(`${root}:`))
/** A volume that the site mounts at a place of its own now. */
const isShadow = (volume: unknown, site: readonly string[]): boolean => typeof volume === 'string' && !site.includes(volume) && site.some((one) => one.split(':')[0] === volume.split(':')[0])

const withoutHardening = ({ read_only: _r, cap_drop: _c, init: _i, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => rest

const imageOf = ({ kind, source: { build, image } }: Member, own: string | undefined): Readonly<Record<string, unknown>> => {
  if (kind === 'postgres' || kind === 'redis') return {}
  if (build && isRemote(build)) return { build: build.context }
  if (build) {
    const context = plainPath(build.context)
    const folder = context === '.' ? '.' : context.startsWith('..') || context.startsWith('/') ? context : `./${context}`
    return { build: build.target !== undefined ? { context: folder, ...build.dockerfile === 'Dockerfile' ? {} : { dockerfile: build.dockerfile }, target: build.target } : build.dockerfile === 'Dockerfile' ? folder : { context: folder, dockerfile: build.dockerfile } }
  }
  if (kind === 'static-web') return own === undefined ? {} : { image: own }
  return image === undefined ? {} : { image }
}

const portKeys = (ports: Member['ports'], isSite: boolean): Readonly<Record<string, unknown>> => {
  const [first, ...rest] = isSite ? ports.filter(({ protocol }) => protocol === 'http').slice(0, 1) : ports
  if (!first || isSite && first.number === 80) return {}
  if (rest.length === 0 && first.name === 'http') return { port: first.number }
  return { ports: Object.fromEntries(ports.map(({ name, number, protocol }) => [name, protocol === 'http' || name === protocol ? number : { port: number, protocol }])) }
}

const routeKeys = (routes: readonly RouteOut[]): Readonly<Record<string, unknown>> => {
  const short = routes.map((route) => Object.keys(route).length === 1 ? route.path : route)
  return short.length === 0 ? {} : short.length === 1 ? { route: short[0] } : { routes: short }
}

const singletonOf = ({ source: { command, ports }, label }: Member, { notes }: Crew): Readonly<Record<string, unknown>> => {
  const line = command?.words.join(' ') ?? ''
  if (ports.length > 0 || !/\bcelery\b.*\bbeat\b|\bclockwork\b|\bapscheduler\b|schedule:work/.test(line)) return {}
  notes.took(label, command?.at, label, '`singleton: true`', 'a second scheduler would start everything twice')
  return { singleton: true }
}
