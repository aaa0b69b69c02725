import { merge, spaced, type Entries } from './data.mts'
import { composeNetworks } from './compose-networks.mts'
import { composeNotes } from './compose-notes.mts'
import { composeSecrets } from './compose-secrets.mts'
import { serviceValues } from './compose-service.mts'
import { withoutInterpolation } from './interpolation.mts'
import { folderOf } from './relative.mts'
import type { RenderInput, Target } from './target.mts'
import { writeYaml } from './yaml.mts'

/** One complete compose file per environment: nothing to merge by hand, nothing of another environment in it. */
export const compose: Target = {
  name: 'compose',
  summary: 'One complete compose file per environment',
  render: (input) => {
    const path = input.place('compose', 'compose.yaml')
    return [{ path, content: writeYaml(input.templates.yaml('compose/compose.yaml', fileValues(input, folderOf(path)))) }]
  },
  notes: composeNotes,
}

const fileValues = (input: RenderInput, folder: string): Entries => {
  const { environment, source } = input
  const around = { ...input, folder, workloads: new Map(environment.workloads.map((workload) => [workload.name, workload])) }
  return {
    source,
    project: environment.project,
    services: spaced(Object.fromEntries(environment.workloads.map((workload) => {
      const values = withoutInterpolation(serviceValues(workload, around))
      const service = input.templates.yaml('compose/service.yaml', values) as Entries
      const raw = withoutInterpolation((workload.compose ?? {}) as Entries)
      return [workload.name, merge(service, raw)]
    }))),
    networks: composeNetworks(environment),
    volumes: volumesOf(input),
    secrets: composeSecrets(environment, folder),
  }
}

/** Without options or labels: compose offers to recreate a volume, and loses its data, when one of these changes. */
const volumesOf = ({ environment }: RenderInput): Entries | undefined => {
  const names = environment.workloads.flatMap(({ mounts }) => mounts.flatMap((mount) => mount.type === 'volume' && mount.name ? [mount.name] : []))
  return names.length === 0 ? undefined : Object.fromEntries([...new Set(names)].sort().map((name) => [name, {}]))
}
