import { container } from '../../docker/container.mts'
import { readDocker } from '../docker.mts'

/** What is said of a server that cannot be saved because it is paused. */
export const pausedText = (service: string, name: string): string => `${service} is paused: \`docker unpause ${name}\` lets it go on`

/** Why a server is silent and stays so: it is paused. One that went away ends its dump by itself. */
export const pauseOf = async (service: string, id: string): Promise<string | undefined> => {
  const { stdout } = await readDocker(container.paused(id))
  const [isPaused, name = id] = stdout.trim().split(' ')
  return isPaused === 'true' ? pausedText(service, name) : undefined
}
