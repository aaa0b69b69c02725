import { kindOf } from '../../kinds/index.mts'
import { isRendered } from '../../kinds/recipe-asked.mts'
import { atService, placeOf, surroundingsOf, type Check, type Draft } from '../draft.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import { kindKeys } from '../schema.mts'
import { plainPath } from '../plain-path.mts'
import type { Service } from '../service.mts'
import { isInside, leaving } from './places.mts'

/** What a service runs is there and stays inside the stack folder; keys have a meaning for its kind. */
export const sources: Check = (draft) => [...draft.services.values()].flatMap((service) => service.kind === 'external'
  ? [...address(draft, service), ...nothingRuns(draft, service)]
  : [...otherKinds(draft, service), ...image(draft, service), ...build(draft, service), ...root(draft, service)])

const address = (draft: Draft, service: Service): readonly Problem[] =>
  service.own.address === undefined ? [atService(draft, 'missing-key', service, ['kind'], { value: 'address', expected: 'address: db.example.com:5432' }, 'key')] : []

const forRunning = ['build', 'image', 'command', 'port', 'ports', 'health', 'route', 'routes', 'publish', 'volumes', 'replicas', 'needs']

/** A service elsewhere that was one of ours in the base keeps its keys there; beside `kind: external` they are a mistake. */
const nothingRuns = (draft: Draft, service: Service): readonly Problem[] => {
  const place = placeOf(draft, service.name, ['kind'])[0]
  return forRunning.filter((key) => service.own[key] !== undefined && placeOf(draft, service.name, [key])[0] === place)
    .map((key) => atService(draft, 'key-of-other-kind', service, [key], { value: key, other: 'external', hint: 'remove it: nothing runs here; `address: host:port` says where the service is, `secrets:` what its users need' }, 'key'))
}

const otherKinds = (draft: Draft, service: Service): readonly Problem[] => Object.entries(kindKeys)
  .filter(([key, kinds]) => service.own[key] !== undefined && !kinds.includes(service.kind))
  .map(([key, kinds]) => atService(draft, 'key-of-other-kind', service, [key], { value: key, other: service.kind, expected: kinds.join(', ') }, 'key'))

/** Databases and static sites bring their image; the others need a folder, an image, or at least a command for the kind's. */
const image = (draft: Draft, service: Service): readonly Problem[] => {
  const { home, fill } = kindOf(service.kind)
  if (service.image || service.build || home === 'database' || service.own.root !== undefined) return []
  const own = home === 'backend' && fill(service, surroundingsOf(draft)).image
  return own && service.command ? [] : [atService(draft, 'no-image', service, ['kind'], {
    other: service.name,
    ...home === 'frontend' ? { hint: 'add `root: ./folder` with the files, `build: ./folder` with what they are made of, or `image:`' } : own ? {} : { hint: 'add `image: name:version`, or `build: ./folder` with its source' },
  }, 'key')]
}

const build = (draft: Draft, service: Service): readonly Problem[] => {
  if (!service.build) return []
  const { context, dockerfile } = service.build
  const { own } = service
  const at = isMap(own.build) ? ['build', 'context'] : ['build']
  const named = isMap(own.build) && own.build.dockerfile !== undefined ? ['build', 'dockerfile'] : own.dockerfile !== undefined ? ['dockerfile'] : at
  const outside = leaving(draft, service, at, context)
  if (outside.length > 0) return outside
  if (!draft.facts.isFolder(context)) return [atService(draft, 'path-missing', service, at, { value: context })]
  if (isRendered(service, draft.facts)) return []
  const file = plainPath(`${context}/${dockerfile}`)
  if (dockerfile.startsWith('/') || !isInside(draft, file)) return leaving(draft, service, named, dockerfile.startsWith('/') ? dockerfile : file)
  return draft.facts.exists(file) ? [] : [atService(draft, 'no-dockerfile', service, named, { value: file })]
}

const root = (draft: Draft, service: Service): readonly Problem[] => {
  if (service.own.root === undefined) return []
  const path = plainPath(String(service.own.root))
  if (path === '.') return [atService(draft, 'project-mounted', service, ['root'], { value: service.own.root, hint: 'name the folder that holds the files alone, such as ./public' })]
  const outside = leaving(draft, service, ['root'], path)
  return outside.length > 0 || draft.facts.isFolder(path) ? outside : [atService(draft, 'path-missing', service, ['root'], { value: service.own.root })]
}
