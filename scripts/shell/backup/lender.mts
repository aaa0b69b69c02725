import { container } from '../../docker/container.mts'
import { copy, type Sight } from '../../docker/copy.mts'
import { readMounting, type Mounting } from '../../docker/users.mts'
import { demand, readDocker } from '../docker.mts'
import { fail, failed } from '../failure.mts'
import { lines } from '../processes.mts'

/** What a docker command prints that may take its time; a refusal is a failure. */
export const askEngine = async (argv: readonly string[]): Promise<string> => {
  const rows: string[] = []
  const { code, stderr } = await lines(argv, (row) => rows.push(row))
  return code === 0 ? rows.join('\n') : fail(failed(`${argv.slice(0, 3).join(' ')}: ${stderr.trim().replace(/^Error response from daemon: /, '') || `ended with ${code}`}`))
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

const swept = new Map<string, Promise<void>>()

/** Removes the throw-away containers that a killed run has left; once, before the first of our own. */
export const sweepLenders = (project: string): Promise<void> => {
  const sweep = async (): Promise<void> => {
    const ids = words(await demand(copy.lenders(project)))
    if (ids.length > 0) await askEngine(['docker', 'container', 'rm', '--force', ...ids])
  }
  const sweeping = swept.get(project) ?? sweep()
  swept.set(project, sweeping)
  return sweeping
}

type Image = { readonly name: string; readonly volumes: readonly string[] }

const here = new Map<string, Image>()

/** The first of these images that is here. */
export const imageHere = async (images: readonly string[]): Promise<Image> => {
  for (const name of new Set(images)) {
    const known = here.get(name)
    if (known) return known
    const { code, stdout } = await readDocker(copy.declared(name))
    if (code !== 0) continue
    const image = { name, volumes: Object.keys((JSON.parse(stdout.trim() || 'null') as Readonly<Record<string, unknown>> | null) ?? {}) }
    here.set(name, image)
    return image
  }
  return fail(failed(`none of the images ${[...new Set(images)].join(', ')} is here: files are copied through a container of one of them`, 'start the service once, or pull or build its image'))
}

/** Lends the mounts of a container that is never started to an action, and removes it in every case. */
export const withLender = async <T,>(project: string, image: Image, sights: readonly Sight[], act: (container: string) => Promise<T>): Promise<T> => {
  const id = (await askEngine(copy.lend(project, image.name, image.volumes, sights))).trim()
  try {
    return await act(id)
  } finally {
    await askEngine(copy.remove([id]))
  }
}

/** Every container that is not at rest, with its mounts; one that goes in the meantime is left out. */
export const awake = async (): Promise<readonly Mounting[]> => {
  const ids = words(await demand(copy.awake()))
  if (ids.length === 0) return []
  const { code, stdout, stderr } = await readDocker(container.inspect(ids))
  return code === 0 || /no such (?:container|object)/i.test(stderr) ? readMounting(stdout) : fail(failed(`docker container inspect: ${stderr.trim()}`))
}
