import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { placeOf } from '../targets/place.mts'
import { folderOf } from '../targets/relative.mts'
import { rawWords } from './raw-words.mts'

/** Keys of `compose: { build: … }` that gantry has no words for, by service. */
export const unknownKeys = (environment: Environment, workloads: readonly Workload[]): readonly { readonly service: string; readonly key: string }[] =>
  workloads.flatMap((workload) => rawBuild(workload, environment).unknown.map((key) => ({ service: workload.name, key })))

/** What a raw block says: words, keys without any, the stage, and services whose images it stands on. */
export type RawBuild = ReturnType<typeof rawWords> & { readonly target?: string; readonly services: readonly string[] }

/** What a service's raw block adds to its build; an image of another service is named there as `service:NAME`. */
export const rawBuild = ({ compose }: Workload, environment: Environment): RawBuild => {
  const raw = compose?.['build']
  if (typeof raw !== 'object' || raw === null) return { words: [], unknown: [], services: [] }
  const services: string[] = []
  const { target, ...others } = raw as Readonly<Record<string, unknown>>
  const { words, unknown } = rawWords(others, {
    composeFolder: folderOf(placeOf(environment)('compose', 'compose.yaml')), secretFile: (name) => `secrets/${environment.name}/${name}`,
  })
  const named = words.map((word) => {
    const [, from = '', service = ''] = /^([^=]+)=service:(.+)$/.exec(word) ?? []
    const image = environment.workloads.find(({ name }) => name === service)?.image
    if (image === undefined) return word
    services.push(service)
    return `${from}=docker-image://${image}`
  })
  return { words: named, unknown, services, ...target === undefined ? {} : { target: String(target) } }
}
