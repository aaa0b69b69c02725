import type { TreeDigest } from '../../backup/volumes-digest.mts'
import { sightOf, type Found } from '../../backup/volumes.mts'
import { copy } from '../../docker/copy.mts'
import { whereabouts, type Restoring } from '../../restore/files.mts'
import { askEngine } from '../backup/lender.mts'
import { readDocker } from '../docker.mts'
import { fail, failed, isFailure } from '../failure.mts'
import { lines } from '../processes.mts'
import { copyTree, type Through } from './files-stream.mts'

/** The same item as it stands in a volume of another name. */
export const inVolume = ({ item, file }: Found, name: string): Found => ({ item: { ...item, is: 'volume', source: name }, path: name, ...file === undefined ? {} : { file } })

const clears = new Set<string>()

/** The first image here that has what removes files. */
export const imageThatClears = async (project: string, images: readonly string[]): Promise<string> => {
  const known = images.find((name) => clears.has(name))
  if (known !== undefined) return known
  for (const name of new Set(images)) {
    const { code } = await lines(copy.canClear(project, name), () => {})
    if (code === 0) clears.add(name)
    if (code === 0) return name
  }
  return fail(failed(`none of the images ${[...new Set(images)].join(', ')} is here and has \`find\` and \`rm\`, which remove the old content`, 'pull an image that has, as busybox, and name it in `images`'))
}

/** Removes the content, not the place. */
export const clearTree = async (found: Found, { project, images }: Through): Promise<void> => {
  const sight = sightOf(found, 0, false)
  await askEngine(copy.clear(project, await imageThatClears(project, images), sight, found.file === undefined ? 'below' : { name: found.file }))
}

/** Removes volumes that are there. */
export const removeVolumes = async (names: readonly string[]): Promise<void> => {
  for (const name of names) {
    const { code } = await readDocker(copy.inspectVolumes([name]))
    if (code === 0) await askEngine(copy.removeVolumes([name]))
  }
}

/** Puts the old content back, as if nothing had been; where that fails, says why and where everything is. Nothing ends this early. */
export const undo = async (record: Restoring, { project, images }: Through): Promise<string | undefined> => {
  const through = { project, images }
  try {
    await clearTree(record.found, through)
    if (record.old !== undefined) await copyTree(inVolume(record.found, record.old), record.found, through)
    return undefined
  } catch (error) {
    if (!isFailure(error)) throw error
    return `${error.message}. ${whereabouts(record)}`
  }
}

/** Replaces the content by what stands in the staging volume, which is known to come to `wanted`. */
export const replace = async (record: Restoring, wanted: TreeDigest, through: Through): Promise<void> => {
  await clearTree(record.found, through)
  const { sha256 } = await copyTree(inVolume(record.found, record.staging), record.found, through)
  if (sha256 !== wanted.sha256) fail(failed(`the volume ${record.staging} has changed since it was filled`))
}
