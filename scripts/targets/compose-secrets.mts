import type { SecretUse, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { orUndefined, sortedEntries, type Data, type Entries } from './data.mts'
import { relativeTo } from './relative.mts'

/** Where a secret stands on the host: one composed for a service has a file of that service. */
export const secretFile = (environment: string, service: string, use: SecretUse): string =>
  `secrets/${environment}/${sourceName(service, use)}`

/** The secrets of a service; one composed for it arrives under the name it uses. */
export const secretUses = ({ name: service, secrets }: Workload): readonly Data[] | undefined => {
  const uses = new Map(secrets.map((use) => [use.name, use]))
  return orUndefined([...uses.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((use) =>
    use.value === undefined ? use.name : { source: sourceName(service, use), target: use.name }))
}

/** The file of every secret that some service uses. */
export const composeSecrets = ({ name: environment, workloads }: Environment, folder: string): Entries | undefined =>
  orUndefined(sortedEntries(Object.fromEntries(workloads.flatMap(({ name, secrets }) => secrets.map((use) =>
    [sourceName(name, use), { file: relativeTo(folder, secretFile(environment, name, use)) }])))))

const sourceName = (service: string, { name, value }: SecretUse): string => value === undefined ? name : `${service}.${name}`
