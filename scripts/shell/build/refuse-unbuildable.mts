import { unknownKeys } from '../../build/raw-build.mts'
import type { Workload } from '../../kinds/workload.mts'
import type { Environment } from '../../stack/environment.mts'
import type { Observing } from '../command.mts'
import { fail, mistake } from '../failure.mts'
import { hiddenSources } from '../images/hidden-sources.mts'

type Looking = Pick<Observing, 'stackFolder' | 'environment' | 'say'>

/** Refuses, before anything begins, images that cannot be built as the stack file and their folders have it; what they come without is said. */
export const refuseUnbuildable = async ({ stackFolder, environment, say }: Looking, owners: readonly Workload[], target?: string): Promise<void> => {
  refuseKeys(environment, owners)
  if (owners.length === 0) return
  for (const { message, hint, fails } of await hiddenSources(stackFolder, environment, { services: owners.map(({ name }) => name), target }))
    fails ? fail(mistake(message, hint)) : say(`${message}\n  ${hint}`)
}

const refuseKeys = (environment: Environment, owners: readonly Workload[]): void => {
  const [first] = unknownKeys(environment, owners)
  if (first) fail(mistake(`services.${first.service}.compose.build.${first.key} has no counterpart in docker buildx build`, 'remove it, or build that image yourself and name it with `image:`'))
}
