import type { KindName } from '../kinds/index.mts'
import type { ComposeService } from './compose-service.mts'
import { imageFacts, languageOf, languageOfBuild, type ImageFacts } from './dockerfile-facts.mts'
import { knownImage, repositoryOf, type KnownImage } from './image-table.mts'
import { plainPath } from '../stack/plain-path.mts'
import type { ProjectFiles } from './project-files.mts'
import { shown } from './secret-words-in.mts'
import { get, textOf } from './tree.mts'

/** What kind of service it is, and by what that was seen. */
export type Recognised = { readonly kind: KindName; readonly because: string; readonly known: KnownImage; readonly facts: ImageFacts | undefined }

/** What the other services say of one. */
export type Seen = {
  /** Others wait for its successful end. */
  readonly isAwaited: boolean
  /** A proxy, or an address in somebody's variables, leads to it. */
  readonly isCalled: boolean
}

/** Images that are PostgreSQL underneath, started by its own entry point. */
const postgresLike: ReadonlySet<string> = new Set(['postgres', 'postgis/postgis', 'pgvector/pgvector', 'ankane/pgvector', 'timescale/timescaledb'])

/** Recognises a service by its image, its Dockerfile, its command and what others expect of it. */
export const recognise = (service: ComposeService, seen: Seen, files: ProjectFiles): Recognised => {
  const facts = service.build ? factsOf(service, files) : undefined
  const known = service.build ? facts ? knownImage(facts.base) : {} : knownImage(service.image)
  const as = (kind: KindName, because: string): Recognised => ({ kind, because, known, facts })
  const once = jobBecause(service, seen)
  if (once !== undefined) return as('job', once)
  if (!service.build) return ofImage(service, seen, as)
  const { context, dockerfile } = service.build
  const path = plainPath(`${context}/${dockerfile}`)
  const names = files.list(plainPath(context)).map((name) => name.replace(/\/$/, ''))
  const language = facts ? languageOfBuild(facts, names) : languageOfFiles(names)
  if (language === 'nginx') return /\/usr\/share\/nginx\/html/.test(facts?.text ?? '') ? as('static-web', `${path} puts files into nginx`) : as('container', `${path} builds on nginx, but puts no files into /usr/share/nginx/html`)
  if (language === undefined) return as('container', facts ? `${path} builds on ${facts.base}` : `there is no ${path} to look at`)
  const [role, why] = roleOf(service, seen, facts)
  return as(`${language}-${role}`, `${facts ? `${path} builds on ${facts.base}` : `${context} has the files of a ${language} project`}, and ${why}`)
}

const factsOf = ({ build, tree }: ComposeService, files: ProjectFiles): ImageFacts | undefined => {
  if (!build) return undefined
  const inline = textOf(get(get(tree, 'build'), 'dockerfile_inline'))
  const path = plainPath(`${plainPath(build.context)}/${build.dockerfile}`)
  const source = inline === undefined ? files : { ...files, read: (one: string) => one === path ? inline : files.read(one) }
  return imageFacts(source, plainPath(build.context), build.dockerfile, build.target)
}

/** The language of a folder by the files that every project of it has. */
export const languageOfFiles = (names: readonly string[]): 'node' | 'python' | 'go' | undefined =>
  names.includes('go.mod') ? 'go' : names.includes('package.json') ? 'node' : ['pyproject.toml', 'requirements.txt', 'manage.py', 'Pipfile'].some((name) => names.includes(name)) ? 'python' : undefined

const ofImage = (service: ComposeService, seen: Seen, as: (kind: KindName, because: string) => Recognised): Recognised => {
  const image = service.image ?? ''
  const repository = repositoryOf(image)
  if (postgresLike.has(repository)) return as('postgres', `its image is ${image}`)
  if (repository === 'redis') return as('redis', `its image is ${image}`)
  const language = languageOf(image)
  if (language === 'nginx' && service.volumes.some(({ path, type }) => type === 'bind' && path === '/usr/share/nginx/html')) return as('static-web', `${image} serves a mounted folder`)
  if (language !== undefined && language !== 'nginx' && service.command && !image.includes('/')) {
    const [role, why] = roleOf(service, seen, undefined)
    return as(`${language}-${role}`, `its image is ${image}, and ${why}`)
  }
  return as('container', image === '' ? 'nothing says what it runs' : `its image is ${image}`)
}

const oneShot = /(^|[-_ ./])(migrate|migrations?|migrator|seed(er)?|init|initdb|bootstrap|createbuckets?|create-?buckets?|collectstatic|provision(er)?|setup|alembic upgrade|db:migrate|prisma migrate deploy)([-_ ./]|$)/i

const jobBecause = ({ name, ports, restart, command, entrypoint, tree }: ComposeService, { isAwaited }: Seen): string | undefined => {
  if (isAwaited) return 'others wait for its successful end'
  if (ports.length > 0 || restart === 'always' || restart === 'unless-stopped') return undefined
  const isWritten = textOf(get(tree, 'restart')) !== undefined
  const line = [...entrypoint?.words ?? [], ...command?.words ?? []].join(' ')
  if (isWritten && restart === 'no') return `\`restart: "no"\`, and nothing reaches it from outside`
  return oneShot.test(name) && !/runserver|gunicorn|uvicorn|start/.test(line) ? `its name says that it runs once, and nothing starts it again` : undefined
}

const server = /\b(uvicorn|gunicorn|hypercorn|daphne|waitress|runserver|flask|fastapi|streamlit|jupyter|next|nuxt|vite|serve|http-server|nest|webpack|ng|react-scripts|server|api|web|nodemon|air|main)\b/i
const background = /\b(celery|rq|dramatiq|huey|arq|worker|beat|consumer|scheduler|cron|queue|sidekiq|bot|listener|processor)\b/i

/** Whether a service of our own code is called by others, and by what that is seen. */
const roleOf = (service: ComposeService, { isCalled }: Seen, facts: ImageFacts | undefined): readonly ['web' | 'worker', string] => {
  const line = [...service.entrypoint?.words ?? [], ...service.command?.words ?? []].join(' ')
  if (service.ports.length > 0) return ['web', 'it has a port on the host']
  if (background.test(line) && !/runserver|uvicorn|gunicorn/.test(line)) return ['worker', `its command is ${JSON.stringify(shown(line))}`]
  if (service.expose.length > 0) return ['web', 'it exposes a port']
  if (isCalled) return ['web', 'others call it']
  if (service.command && server.test(line)) return ['web', 'its command starts a server']
  if (!service.command && facts && facts.ports.length > 0) return ['web', `its Dockerfile exposes ${facts.ports[0]}`]
  return ['worker', 'nothing names a port of it']
}
