import { parseMemory, showMemory } from '../stack/units.mts'
import { plainPath } from '../stack/plain-path.mts'
import { resolveText } from './compose-text.mts'
import type { Volume } from './compose-volumes.mts'
import type { Crew, Member } from './member.mts'
import { asVolumeName } from './names.mts'
import { entries, get, textOf, type Tree } from './tree.mts'

/** Mounts of a service, and what of its source is live in development. */
export type Mounted = { readonly volumes: readonly unknown[]; readonly mount: Readonly<Record<string, string>> | undefined; readonly isLive: boolean }

/** Volumes of a service in the words of the stack file; `declared` is what the compose file says of its named volumes. */
export const volumesOf = (member: Member, crew: Crew, declared: Tree | undefined): Mounted => {
  const last = [...new Map(member.source.volumes.map((volume) => [plainPath(volume.path), volume])).values()]
  const live = last.filter((volume) => isSource(volume, member))
  const kept = last.filter((volume) => !live.includes(volume)).flatMap((volume) => written(volume, member, crew, live, declared))
  return { volumes: kept, isLive: live.length > 0, mount: live.length === 0 ? undefined : mountOf(live, member, crew) }
}

/** The source of the service's own build, mounted over the image's copy of it. */
const isSource = ({ type, source }: Volume, { source: { build }, kind }: Member): boolean => {
  if (type !== 'bind' || !build || !/^(node|python|go)-/.test(kind)) return false
  const context = plainPath(build.context)
  if (context === '.') return source === '.' || /^(src|app|lib|backend|frontend|server|client)$/.test(source)
  return source === context || source.startsWith(`${context}/`) && !/(^|\/)(data|uploads|media|logs?|storage|static|certs?|models?|weights|cache|tmp|backups?|\.env[^/]*)$/.test(source)
}

const mountOf = (live: readonly Volume[], { source: { build, at }, label, facts, kind }: Member, { notes, files }: Crew): Readonly<Record<string, string>> | undefined => {
  const context = plainPath(build?.context ?? '.')
  const home = facts?.workdir ?? (kind.startsWith('go') ? '/src' : '/app')
  const [first] = live
  if (live.length === 1 && first && first.source === context && context !== '.' && plainPath(first.path) === plainPath(home)) { notes.took(label, first.at, `volumes: ${first.source}:${first.path}`, 'live source of dev', 'gantry mounts the build folder there by itself, in dev alone, and restarts the command on a change'); return undefined }
  const mount = Object.fromEntries(live.flatMap(({ source, path }): readonly (readonly [string, string])[] => source === '.' ? ofProject(files.list('.'), path) : [[`./${source}`, path]]))
  if (Object.keys(mount).length === 0) { notes.left(label, first?.at ?? at, `volumes: ${first?.source ?? ''}:${first?.path ?? ''}`, 'the project folder is never mounted whole', 'write `dev: { mount: { ./src: /app/src } }` with what has to be live'); return undefined }
  notes.took(label, first?.at ?? at, `volumes: ${live.map(({ source, path }) => `${source}:${path}`).join(', ')}`, '`dev: { mount: … }`', live.some(({ source }) => source === '.') ? 'the project folder is never mounted whole: these are its folders' : 'it is source: live in dev, and in the image elsewhere')
  return mount
}

const noSource = /^(\.|node_modules|vendor|data|db|postgres|pgdata|logs?|docs?|docker|deploy|nginx|compose|secrets|ssl|backups?|media|uploads|tests?|dist|build|target|venv|env)/i

const ofProject = (names: readonly string[], path: string): readonly (readonly [string, string])[] =>
  names.filter((name) => name.endsWith('/') && !noSource.test(name)).slice(0, 12).map((name) => [`./${name.slice(0, -1)}`, `${path.replace(/\/$/, '')}/${name.slice(0, -1)}`])

const written = (volume: Volume, member: Member, crew: Crew, live: readonly Volume[], declared: Tree | undefined): readonly unknown[] => {
  const { type, source, path, readOnly, size, at } = volume
  const { kind, label } = member
  const { notes } = crew
  const says = type === 'anonymous' ? path : `${source}:${path}`
  const left = (why: string, instead: string): readonly unknown[] => { notes.left(label, at, `volumes: ${says}`, why, instead); return [] }
  if (!path.startsWith('/') || path.includes(':')) return left('the path in the container does not begin with `/`', 'write the whole path')
  if (kind === 'static-web' && path.startsWith('/etc/nginx')) return []
  if (isOwnData(volume, kind)) { (type === 'bind' ? notes.left : notes.took)(label, at, `volumes: ${says}`, type === 'bind' ? `${kind} keeps its data in a volume of its own` : `the volume ${label}-data of the kind`, type === 'bind' ? `the data in ${source} stay where they are: dump them there and restore them here` : `${kind} keeps its data there`); return [] }
  if (type === 'tmpfs') { const bytes = parseMemory(size) ?? (/^\d+$/.test(size ?? '') ? Number(size) : undefined); return path === '/tmp' && bytes === undefined ? [] : [{ tmpfs: true, path, ...bytes === undefined ? {} : { size: showMemory(bytes) } }] }
  if (type === 'anonymous') return live.length > 0 || path.includes('node_modules') ? (notes.took(label, at, `volumes: ${path}`, 'nothing', 'gantry keeps installed packages in a volume of its own in dev'), []) : left('a volume without a name is lost with its container', `write \`name:${path}\`, or \`{ tmpfs: true, path: ${path} }\``)
  if (type === 'volume') return named(volume, member, crew, live, declared)
  if (/docker\.sock$/.test(source)) return left('whoever has the socket of the engine has the machine', `write \`${source}:${path}:ro\` in its volumes if that is meant`)
  if (source === '.') return left('the project folder is never mounted whole', 'mount what the service needs, such as ./data')
  if (source.startsWith('..')) return left('it leaves the stack folder', 'move it below, or put stack.yaml higher up')
  if (source.startsWith('~')) return left('it is in the home of whoever starts it', 'write a folder of the stack, or an absolute path')
  if (!source.startsWith('/') && crew.files.read(source) === undefined && !crew.files.isFolder(source) && /\.\w+$/.test(source)) notes.left(label, at, `volumes: ${says}`, `there is no file ${source}: setup would make a folder of it`, 'put the file there before `make setup`')
  return [`${source.startsWith('/') ? source : `./${source}`}:${path}${readOnly ? ':ro' : ''}`]
}

const isOwnData = ({ path, type }: Volume, kind: string): boolean => type !== 'tmpfs' && (kind === 'postgres' && /^\/var\/lib\/postgresql(\/|$)/.test(path) || kind === 'redis' && plainPath(path) === '/data')

const named = (volume: Volume, { label }: Member, crew: Crew, live: readonly Volume[], declared: Tree | undefined): readonly unknown[] => {
  const { source, path, readOnly, at } = volume
  const { notes, values } = crew
  if (live.length > 0 && path.endsWith('/node_modules')) { notes.took(label, at, `volumes: ${source}:${path}`, 'nothing', 'gantry keeps installed packages in a volume of its own in dev'); return [] }
  const owner = crew.members.find(({ kind, source: other }) => other.volumes.some((one) => one.type === 'volume' && one.source === source && isOwnData(one, kind)))
  if (owner) { notes.took(label, at, `volumes: ${source}:${path}`, `the volume ${owner.label}-data of ${owner.label}`, `${owner.kind} keeps its data there`); return [`${owner.label}-data:${path}${readOnly ? ':ro' : ''}`] }
  const what = get(declared, source)
  const options = entries(what).filter(([key]) => !['name', 'labels', 'driver'].includes(key) || key === 'driver' && textOf(get(what, key)) !== 'local').map(([key]) => key)
  if (options.length > 0) notes.left(label, what?.at ?? at, `the volume ${source}: ${options.join(', ')}`, options.includes('external') ? 'it belongs to another project, and a stack has volumes of its own' : 'gantry makes plain volumes', 'copy its data over, or mount a folder (`/srv/data:/path`)')
  const name = asVolumeName(resolveText(source, values).text)
  return [`${name}:${path}${readOnly ? ':ro' : ''}`]
}
