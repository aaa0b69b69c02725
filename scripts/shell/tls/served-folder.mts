import { mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pairFiles } from '../../tls/places.mts'
import { failAt, makeFolder } from '../files.mts'
import { syncFolder, writeAtomically, writeNew } from '../write.mts'
import { removeFolder, unlessGone } from './folders.mts'

/** The id of the pair that is current; undefined where there is none. */
export const currentPair = async (place: string): Promise<string | undefined> => {
  const id = await readlink(join(place, 'current')).catch(unlessGone)
  // A link to something that was removed is no pair.
  return id !== undefined && await readFile(join(place, id, pairFiles.certificate)).catch(unlessGone) ? id : undefined
}

/** A pair written where nobody looks for it yet; the key is never more open than this. */
export const stagePair = async (place: string, chain: string, key: string): Promise<string> => {
  const fresh = join(place, 'new')
  await mkdir(dirname(place), { recursive: true, mode: 0o700 }).catch((error: unknown) => failAt('create', dirname(place), error))
  await makeFolder(place, 0o755)
  await removeFolder(fresh).catch((error: unknown) => failAt('remove', fresh, error))
  // The proxy's user is another one: it has to get as far as the key, which is then its own.
  await makeFolder(fresh, 0o755)
  await writeNew(join(fresh, pairFiles.certificate), chain, 0o444)
  await writeNew(join(fresh, pairFiles.key), key, 0o400)
  return fresh
}

/** Moves a staged pair to its place and makes it current: at any moment that is the old pair or the new one, whole. */
export const makeCurrent = async (place: string, id: string, previous: string | undefined): Promise<void> => {
  const fresh = join(place, 'new')
  if (previous === id) {
    // The same certificate with a longer chain, or a key with another owner: each file fits whichever the other one is.
    for (const name of Object.values(pairFiles)) await rename(join(fresh, name), join(place, id, name))
    await removeFolder(fresh)
  } else {
    await removeFolder(join(place, id))
    await rename(fresh, join(place, id))
  }
  await syncFolder(join(place, id))
  await linkTo(place, id)
}

const linkTo = async (place: string, id: string): Promise<void> => {
  const fresh = join(place, 'current.new')
  await rm(fresh, { force: true })
  await symlink(id, fresh)
  await rename(fresh, join(place, 'current'))
  await syncFolder(place)
}

/** Makes the pair before this one current again; without one before it, it stays. */
export const goBack = async (place: string, id: string, previous: string | undefined, chain: string): Promise<void> => {
  if (previous === undefined) return
  if (previous === id) {
    await writeAtomically(join(place, id, pairFiles.certificate), chain, 0o444)
    return
  }
  await linkTo(place, previous)
  await removeFolder(join(place, id))
}

/** Removes pairs that are neither current nor the one before. */
export const prunePairs = async (place: string, id: string, previous: string | undefined): Promise<void> => {
  if (previous === id) return
  const old = (await readdir(place)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== id && name !== previous)
  await Promise.all(old.map((name) => removeFolder(join(place, name))))
  await syncFolder(place)
}
