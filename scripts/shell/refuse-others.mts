import { sep } from 'node:path'
import type { Container } from '../docker/observed.mts'
import type { Environment } from '../stack/environment.mts'
import { fail, refusal } from './failure.mts'

/** A project of this name that belongs to another folder is not ours to touch. */
export const refuseOthers = ({ project }: Pick<Environment, 'project'>, folder: string, containers: readonly Container[]): void => {
  const stranger = containers.find(({ workingDir, state }) => (state === 'running' || state === 'restarting' || state === 'paused') && workingDir !== '' && workingDir !== folder && !workingDir.startsWith(`${folder}${sep}`))
  if (stranger) fail(refusal(`the project ${project} runs from another folder: ${stranger.workingDir}`, `stop it there (docker compose -p ${project} down), or give one of the two stacks another name`))
}
