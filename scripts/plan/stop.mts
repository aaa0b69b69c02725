import { project } from '../docker/project.mts'
import type { Environment } from '../stack/environment.mts'
import type { Step } from './step.mts'

/** Containers and networks of an environment go; volumes stay. With services named, only theirs. */
export const stopSteps = (environment: Environment, services: readonly string[], why: string): readonly Step[] => {
  const commands = project(environment.project)
  return [{ id: 'down', after: [], do: 'run', argv: services.length === 0 ? commands.down() : commands.remove(services), why }]
}
