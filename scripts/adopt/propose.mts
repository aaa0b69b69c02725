import { imageFacts, languageOfBuild, type ImageFacts } from './dockerfile-facts.mts'
import { asLabel } from './names.mts'
import type { Notes } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'
import { languageOfFiles } from './recognise.mts'
import { ordered, type ServiceOut, type StackOut } from './stack-out.mts'

/** A stack where there is no compose file: services of the Dockerfiles and projects that are there, else one page to begin with. */
export type Proposal = { readonly stack: StackOut; /** Files that have to be there for it. */ readonly files: Readonly<Record<string, string>> }

type Found = { readonly folder: string; readonly label: string; readonly language: ReturnType<typeof languageOfBuild>; readonly facts: ImageFacts | undefined; readonly marks: string }

/** Proposes a stack for a folder. */
export const propose = (files: ProjectFiles, folder: string, notes: Notes): Proposal => {
  const found = foldersOf(files)
  if (found.length === 0) return empty(asLabel(folder))
  const databases = databasesOf(found, notes)
  const served = serve(found, databases.map(([name]) => name), notes)
  return { files: {}, stack: stackOf(asLabel(folder), Object.fromEntries([...databases, ...served])) }
}

const marks = ['Dockerfile', 'package.json', 'go.mod', 'pyproject.toml', 'requirements.txt', 'manage.py']

const foldersOf = (files: ProjectFiles): readonly Found[] => {
  const folders = files.list('.').filter((one) => one.endsWith('/') && !/^(\.|node_modules|vendor|venv|env|dist|build|docs?|tests?|scripts|examples)\/?/.test(one)).map((one) => one.slice(0, -1))
  const look = (folder: string): readonly Found[] => {
    const names = files.list(folder)
    if (!marks.some((mark) => names.includes(mark))) return []
    const facts = imageFacts(files, folder, 'Dockerfile', undefined)
    const texts = marks.slice(1).flatMap((mark) => names.includes(mark) ? files.read(folder === '.' ? mark : `${folder}/${mark}`) ?? [] : [])
    const language = facts ? languageOfBuild(facts, names) : languageOfFiles(names)
    return [{ folder, label: asLabel(folder === '.' ? 'app' : folder), language, facts, marks: texts.join('\n') }]
  }
  const below = folders.flatMap(look)
  return below.some(({ facts }) => facts) ? [...look('.').filter(({ facts }) => facts), ...below] : [...look('.'), ...below]
}

/** Databases that the projects have drivers for. */
const databasesOf = (found: readonly Found[], notes: Notes): readonly (readonly [string, ServiceOut])[] => {
  const texts = found.map(({ marks: text }) => text).join('\n')
  const has = (pattern: RegExp) => pattern.exec(texts)?.[1]
  const postgres = has(/["'\s/](pg|postgres|psycopg2?(?:-binary)?|asyncpg|pgx|lib\/pq)["'\s=<>~[/@]/m)
  const redis = has(/["'\s/](redis|ioredis|go-redis|bullmq|celery)["'\s=<>~[/@]/m)
  if (postgres) notes.took('db', undefined, `the driver ${postgres}`, 'a service db of the kind postgres', 'a project here depends on it')
  if (redis) notes.took('cache', undefined, `the driver ${redis}`, 'a service cache of the kind redis', 'a project here depends on it')
  return [
    ...postgres ? [['db', { keys: { kind: 'postgres', limits: { memory: '1G' } }, beside: {} }] as const] : [],
    ...redis ? [['cache', { keys: { kind: 'redis', use: 'store' }, beside: { use: 'keeps; `cache` if it may forget' } }] as const] : [],
  ]
}

const serve = (found: readonly Found[], databases: readonly string[], notes: Notes): readonly (readonly [string, ServiceOut])[] => {
  const isWeb = ({ facts, language, label }: Found) => language === 'nginx' || (facts ? facts.ports.length > 0 : !/worker|bot|job|cron/.test(label))
  const front = found.filter(isWeb).toSorted((a, b) => order(a) - order(b))[0]
  return found.map((one): readonly [string, ServiceOut] => {
    const { folder, label, language, facts } = one
    const kind = language === 'nginx' ? 'static-web' : language === undefined ? 'container' : `${language}-${isWeb(one) ? 'web' : 'worker'}`
    const port = facts?.ports[0]
    notes.took(label, undefined, folder === '.' ? 'this folder' : `./${folder}`, `service ${label} of the kind ${kind}`, facts ? `${facts.path} builds on ${facts.base}` : `it has the files of a ${language ?? ''} project`)
    if (!facts) notes.left(label, undefined, `a Dockerfile in ./${folder}`, 'there is none, and a service is built with one', 'docs/dockerfiles.md has one to copy for each kind')
    if (isWeb(one) && one !== front) notes.left(label, undefined, `a route to ${label}`, `${front?.label ?? ''} answers at /, and nothing says where ${label} is to answer`, 'write `route: /api/`, or what its paths begin with')
    const calls = language === 'nginx' ? [] : databases
    return [label, {
      keys: ordered({ kind, build: folder === '.' ? '.' : `./${folder}`, ...port !== undefined && !(kind === 'static-web' && port === 80) ? { port } : kind === 'container' && isWeb(one) ? { port: 8080 } : {}, ...one === front ? { route: '/' } : {}, needs: calls, ...facts?.user !== undefined && !/^(root|0)/.test(facts.user) && kind !== 'static-web' || kind === 'container' ? { user: 'image' } : {} }),
      beside: calls.length > 0 ? { needs: 'waits until they are ready; gives DB_HOST, DB_PORT … and the password as a file' } : {},
    }]
  })
}

const order = ({ language, label }: Found): number => language === 'nginx' ? 0 : /^(front|web|www|client|ui|app|site)/.test(label) ? 1 : 2

const stackOf = (name: string, services: StackOut['services']): StackOut => ({
  head: ['Proposed by `init`; the root stack.yaml of gantry and docs/stack-file.md explain every key.'],
  name, services, secrets: {}, proxy: undefined,
  environments: { dev: { http: '127.0.0.1:8080' }, prod: { http: 80 } },
  beside: { 'environments.dev.http': 'what the proxy publishes: the one way in', 'environments.prod.http': 'with `domain:` the name it answers for' },
})

const empty = (name: string): Proposal => ({
  files: { 'web/index.html': '<!doctype html>\n<meta charset="utf-8">\n<title>It works</title>\n<h1>It works</h1>\n' },
  stack: {
    ...stackOf(name, {
      web: { keys: { kind: 'static-web', root: './web', route: '/' }, beside: { kind: 'what it is: postgres, redis, node-web, python-web, go-web, job, container …', root: 'the folder with the files', route: 'what the proxy passes on to it' } },
    }),
    head: ['A stack to begin with, written by `init`; the root stack.yaml of gantry and docs/stack-file.md explain every key.', '', 'A server of your own, with its database, looks like this:', '', '  db: { kind: postgres }', '  api: { kind: node-web, build: ./api, port: 3000, health: /health, route: /api/, needs: [db] }'],
  },
})
