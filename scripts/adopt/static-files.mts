import { plainPath } from '../stack/plain-path.mts'
import type { Front } from './front.mts'
import type { FrontFiles } from './front-route.mts'
import type { Crew, Member } from './member.mts'
import type { RouteOut } from './routes.mts'

/** What a static site serves: a folder, volumes inside it, and the routes that lead there. */
export type StaticFiles = { readonly root?: string; readonly fallback?: string; readonly volumes: readonly string[]; readonly routes: readonly RouteOut[]; readonly image?: string }

const html = '/usr/share/nginx/html'
const bare = (path: string): string => plainPath(path)

/** The files of an nginx that did more than pass requests on. */
export const staticFilesOf = (member: Member, front: Front, crew: Crew, domain: string | undefined): StaticFiles => {
  const { source, label } = member
  const mine = front.files.filter(({ by }) => by === source.name)
  const direct = source.volumes.find(({ type, path }) => type === 'bind' && bare(path) === html)
  const found = mine.map((one) => ({ one, ...placed(one, member) }))
  for (const { one, why } of found) if (why !== undefined) crew.notes.left(label, one.at, `location ${one.path}`, why, 'let the application serve these files, or give them a static-web of their own')
  const good = found.filter(({ why }) => why === undefined)
  const root = direct?.source ?? good.find(({ root: folder }) => folder !== undefined)?.root
  const volumes = [...new Set(good.flatMap(({ volume }) => volume ?? []))]
  const fallback = good.find(({ one }) => one.path === '/')?.one.fallback
  for (const { one, volume } of good) crew.notes.took(label, one.at, `location ${one.path}`, volume === undefined ? `the files of ${label}` : `\`${volume}\``, 'a static-web serves what stands in /usr/share/nginx/html')
  return {
    volumes, routes: good.map(({ one }) => ({ path: one.path, ...one.host === undefined || one.host === domain ? {} : { host: one.host } })),
    ...root === undefined ? {} : { root: `./${root}` }, ...fallback === undefined || fallback === '/index.html' || !/^\/[A-Za-z0-9._/-]*$/.test(fallback) ? {} : { fallback },
    ...root === undefined && !source.build ? { image: 'nginx:1.30-alpine' } : {},
  }
}

/** Where the files of a location come from; `why` says why that can not be said. */
const placed = ({ path, folder, isAlias }: FrontFiles, { source }: Member): { readonly root?: string; readonly volume?: string; readonly why?: string } => {
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(path)) return { why: 'it matches by an expression' }
  const place = bare(isAlias || path === '/' ? folder : `${folder}${path}`)
  const mounted = source.volumes.find((volume) => bare(volume.path) === place)
  if (path === '/' && source.build && !mounted) return {}
  if (!mounted || mounted.type !== 'bind' && mounted.type !== 'volume') return source.build && folder === html ? {} : { why: `nothing is mounted at ${place}` }
  if (path === '/' && mounted.type === 'bind') return { root: mounted.source }
  const from = mounted.type === 'bind' ? mounted.source.startsWith('/') ? mounted.source : `./${mounted.source}` : mounted.source
  return { volume: `${from}:${html}${path === '/' ? '' : path.replace(/\/$/, '')}:ro` }
}
