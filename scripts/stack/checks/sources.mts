import { commandOf } from '../../kinds/development.mts'
import { kindOf } from '../../kinds/index.mts'
import { atService, placeOf, type Check, type Draft } from '../draft.mts'
import type { Problem } from '../problem.mts'
import { kindKeys } from '../schema.mts'
import type { Service } from '../service.mts'
import { problemAt, warning } from '../source.mts'

/** What a service runs is there, its paths stay inside, its command is known where a wrapper starts it. */
export const sources: Check = (draft) => [...draft.services.values()].flatMap((service) =>
  service.kind === 'external' ? address(draft, service)
    : [...otherKinds(draft, service), ...image(draft, service), ...build(draft, service), ...command(draft, service), ...volumes(draft, service)])

const address = (draft: Draft, service: Service): readonly Problem[] =>
  service.own.address === undefined ? [atService(draft, 'missing-key', service, [], { value: 'address' }, 'key')] : []

const otherKinds = (draft: Draft, service: Service): readonly Problem[] => Object.entries(kindKeys)
  .filter(([key, kinds]) => service.own[key] !== undefined && !kinds.includes(service.kind))
  .map(([key, kinds]) => atService(draft, 'key-of-other-kind', service, [key], { value: key, other: service.kind, expected: kinds.join(', ') }, 'key'))

/** Databases and static sites bring their image; the others need a folder, an image, or at least a command for the kind's. */
const image = (draft: Draft, service: Service): readonly Problem[] => {
  const { home, fill } = kindOf(service.kind)
  if (service.image || service.build || home === 'database' || service.own.root !== undefined) return []
  const brings = home === 'backend' && service.command && fill(service, { stack: '', environment: '', isDev: false, reload: false, facts: draft.facts }).image
  return brings ? [] : [atService(draft, 'no-image', service, ['kind'], { other: service.name }, 'key')]
}

const build = (draft: Draft, service: Service): readonly Problem[] => {
  if (!service.build) return []
  const { context, dockerfile } = service.build
  const at = typeof service.own.build === 'object' ? ['build', 'context'] : ['build']
  const outside = leaving(draft, service, at, context)
  if (outside.length > 0) return outside
  if (!draft.facts.isFolder(context)) return [atService(draft, 'path-missing', service, at, { value: context })]
  const file = `${context === '.' ? '' : `${context}/`}${dockerfile}`
  const needless = draft.settings.reload !== false && draft.environment === 'dev' && kindOf(service.kind).development?.(service, { stack: '', environment: '', isDev: true, reload: true, facts: draft.facts }).image
  return leavesLexically(file) || draft.facts.leavesTo(file) ? leaving(draft, service, ['dockerfile'], file)
    : draft.facts.exists(file) || needless ? [] : [atService(draft, 'no-dockerfile', service, at, { value: file })]
}

/** `..` at the front, or an absolute path where only one below the stack folder makes sense. */
const leavesLexically = (path: string): boolean => path === '..' || path.startsWith('../') || path.startsWith('/')

const leaving = (draft: Draft, service: Service, at: readonly (string | number)[], path: string): readonly Problem[] => {
  if (leavesLexically(path)) return [atService(draft, 'path-leaves-stack', service, at, { value: path })]
  const real = draft.facts.leavesTo(path)
  return real === undefined ? [] : [atService(draft, 'path-leaves-stack', service, at, { value: path, other: real })]
}

const shellSyntax = /^(\|\|?|&&?|;|>>?|<|2>.*)$/

const command = (draft: Draft, service: Service): readonly Problem[] => {
  const isText = typeof service.own.command === 'string'
  const words = service.command ?? []
  const wraps = service.secrets.find(({ as }) => as)
  const file = service.build && draft.facts.dockerfile(service.build.context, service.build.dockerfile)
  return [
    ...(isText && (words.some((word) => shellSyntax.test(word)) || words.length === 0)) || (isText && words.length === 1 && words[0] === service.own.command && /\s/.test(String(service.own.command)))
      ? [atService(draft, 'bad-text', service, ['command'], { value: service.own.command })] : [],
    ...wraps && !service.command && !commandOf(file) && !service.dev.command ? [atService(draft, 'no-command', service, ['secrets'], { other: service.name })] : [],
  ]
}

const volumes = (draft: Draft, service: Service): readonly Problem[] => {
  const seen = new Set<string>()
  const mounts = service.mounts.flatMap((mount, index): readonly Problem[] => {
    const at = ['volumes', index]
    if (seen.has(mount.path)) return [atService(draft, 'volume-clash', service, at, { value: mount.path })]
    seen.add(mount.path)
    if (mount.type === 'volume') return /^[a-z][a-z0-9_-]{0,62}$/.test(mount.name) && mount.path.startsWith('/') ? [] : [atService(draft, 'bad-volume', service, at, { value: mount.name || mount.path })]
    if (mount.type !== 'bind') return []
    if (!mount.path.startsWith('/') || mount.source.startsWith('~')) return [atService(draft, 'bad-volume', service, at, { value: `${mount.source}:${mount.path}` })]
    return bind(draft, service, at, mount.source)
  })
  const sources = Object.keys(service.dev.mount ?? {}).flatMap((path) => leaving(draft, service, ['dev', 'mount', path], path))
  return [...mounts, ...sources, ...service.own.root === undefined ? [] : root(draft, service)]
}

const bind = (draft: Draft, service: Service, at: readonly (string | number)[], source: string): readonly Problem[] => {
  if (source === '.') return [atService(draft, 'project-mounted', service, at, { value: './' })]
  if (/^\/mnt\/[a-z](\/|$)/.test(source)) return [warning(atService(draft, 'drive-mount', service, at, { value: source }))]
  return source.startsWith('/') ? [] : leaving(draft, service, at, source)
}

const root = (draft: Draft, service: Service): readonly Problem[] => {
  const path = String(service.own.root).replace(/^\.\//, '')
  const outside = leaving(draft, service, ['root'], path)
  return outside.length > 0 || draft.facts.isFolder(path) ? outside : [problemAt(draft.source, 'path-missing', placeOf(draft, service.name, ['root']), { value: service.own.root })]
}
