import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { envFileOf } from '../targets/env-file.mts'
import type { Effect, Step } from './step.mts'

/** What of a stack's own files is there: all that a plan to prepare it looks at. Paths are relative to the stack folder. */
export type Prepared = {
  /** `.env.example` as text when there is one and no `.env` beside it. */
  readonly example: string | undefined
  /** Names of the secret files that are there and up to date. */
  readonly secrets: readonly string[]
  readonly secretsMode: number | undefined
  /** Folders that mounts lead to and that are there. */
  readonly folders: ReadonlySet<string>
  /** Env files of services as they are, by path. */
  readonly envFiles: Readonly<Record<string, string>>
}

/** Everything beside the rendered files that has to be there before containers are made. */
export const prepare = (environment: Environment, seen: Prepared): readonly Step[] => [
  ...seen.example === undefined ? [] : [step({ do: 'write', path: '.env', content: seen.example, mode: 0o600 }, 'dotenv', [], 'there is none, and .env.example is the model')],
  ...secretSteps(environment, seen),
  ...folderSteps(environment, seen),
  ...envFileSteps(environment, seen),
]

const step = (effect: Effect, id: string, after: readonly string[], why: string): Step => ({ ...effect, id, after, why })

const secretSteps = ({ name, secrets, workloads }: Environment, seen: Prepared): readonly Step[] => {
  const folder = `secrets/${name}`
  const missing = Object.entries(secrets).filter(([secret]) => !seen.secrets.includes(secret))
  const composed = workloads.flatMap((workload) => workload.secrets.flatMap((use) => use.parts ? [{ path: `${folder}/${workload.name}.${use.name}`, parts: use.parts, by: workload.name }] : []))
  if (Object.keys(secrets).length === 0 && composed.length === 0) return []
  const isThere = seen.secretsMode === 0o700
  const home = isThere ? [] : ['secrets']
  return [
    ...isThere ? [] : [step({ do: 'folder', path: folder, mode: 0o700 }, 'secrets', [], 'nobody else on this machine may read secrets')],
    ...missing.map(([secret, generate]) => generate === 'none'
      ? step({ do: 'ask', path: `${folder}/${secret}`, name: secret }, `secret ${secret}`, home, 'it is missing and only a person knows it')
      : step({ do: 'secret', path: `${folder}/${secret}`, generate }, `secret ${secret}`, home, 'it is missing')),
    ...composed.filter(({ path }) => !seen.secrets.includes(path.slice(folder.length + 1)) || missing.length > 0).map(({ path, parts, by }) =>
      step({ do: 'compose-secret', path, parts }, `secret ${path}`, [...home, ...missing.map(([secret]) => `secret ${secret}`)], `${by} reads it`)),
  ]
}

/** Folders that are bind-mounted, made before the engine would make them for root; and places for mounts inside mounts. */
const folderSteps = ({ workloads }: Environment, { folders }: Prepared): readonly Step[] => {
  const wanted = new Map<string, Step>()
  for (const workload of workloads) for (const { path, owner } of foldersOf(workload)) {
    // Who only reads a folder does not take it from one who writes.
    if (!folders.has(path) && (owner !== undefined || !wanted.has(path))) wanted.set(path, step({ do: 'folder', path, mode: 0o755, ...owner === undefined ? {} : { owner } }, `folder ${path}`, [], `${workload.name} mounts it`))
  }
  return [...wanted.values()]
}

/** Folders of the stack that a workload's mounts need. */
export const foldersOf = ({ mounts, user }: Workload): readonly { readonly path: string; readonly owner?: string }[] => mounts.flatMap((mount) => {
  const own = mount.type === 'bind' && !mount.source.startsWith('/') ? [{ path: mount.source, ...mount.readOnly || !/^\d+:\d+$/.test(user ?? '') ? {} : { owner: user ?? '' } }] : []
  if (mount.type === 'bind' && !mount.isFolder) return own
  const outer = mounts.find((other) => other.type === 'bind' && !other.source.startsWith('/') && mount.path.startsWith(`${other.path}/`))
  return outer?.type === 'bind' ? [...own, { path: `${outer.source}${mount.path.slice(outer.path.length)}` }] : own
})

const envFileSteps = ({ name, workloads }: Environment, { envFiles }: Prepared): readonly Step[] => workloads.flatMap((workload) => {
  const file = envFileOf(name, workload)
  return !file || envFiles[file.path] === file.content ? []
    : [step({ do: 'write', path: file.path, content: file.content, mode: 0o600 }, `env ${workload.name}`, [], 'its values come from .env')]
})
