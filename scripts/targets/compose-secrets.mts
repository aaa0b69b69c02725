import { secretFile, secretSource } from '../kinds/secret-file.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { orUndefined, sortedEntries, type Data, type Entries } from './data.mts'
import { relativeTo } from './relative.mts'

/** The secrets of a service; one composed for it arrives under the name it uses. */
export const secretUses = ({ name: service, secrets }: Workload): readonly Data[] | undefined => {
  const uses = new Map(secrets.map((use) => [use.name, use]))
  return orUndefined([...uses.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((use) =>
    use.value === undefined ? use.name : { source: secretSource(service, use), target: use.name }))
}

/** The file of every secret that some service uses. */
export const composeSecrets = ({ name: environment, workloads }: Environment, folder: string): Entries | undefined =>
  orUndefined(sortedEntries(Object.fromEntries(workloads.flatMap(({ name, secrets }) => secrets.map((use) =>
    [secretSource(name, use), { file: relativeTo(folder, secretFile(environment, name, use)) }])))))
