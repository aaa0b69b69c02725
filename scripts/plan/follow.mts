import { project } from '../docker/project.mts'
import type { Environment } from '../stack/environment.mts'
import type { Step } from './step.mts'

/** The logs of containers until Ctrl-C, when everything else is done; `announce` is said before. */
export const followSteps = (environment: Environment, after: readonly Step[], announce: string, { colours, services }: { readonly colours: boolean; readonly services: readonly string[] }): readonly Step[] => [{
  id: 'follow', after: after.map(({ id }) => id), do: 'follow', announce, why: 'until Ctrl-C',
  argv: project(environment.project).logs({ follow: true, tail: '0', since: undefined, colours, services }),
}]
