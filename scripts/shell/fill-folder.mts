import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Effect } from '../plan/step.mts'
import { failedRun } from './failed-run.mts'
import { failAt, makeFolder } from './files.mts'
import type { Done } from './performers.mts'
import { capture } from './processes.mts'

/** Fills a folder beside its place and moves it there when it is whole; what an earlier try left is removed first. */
export const fillFolder = async ({ path, owner, by }: Extract<Effect, { do: 'fill-folder' }>, folder: string): Promise<Done> => {
  const place = resolve(folder, path)
  const fresh = `${place}.new`
  await rm(fresh, { recursive: true, force: true }).catch((error: unknown) => failAt('remove', fresh, error))
  await mkdir(dirname(place), { recursive: true, mode: 0o755 }).catch((error: unknown) => failAt('create', dirname(place), error))
  await makeFolder(fresh, 0o700, owner)
  for (const { argv, cwd, input, variables } of by) {
    const { code, stdout, stderr } = await capture(argv, { cwd: resolve(folder, cwd), ...input === undefined ? {} : { input }, ...variables ? { env: variables } : {} })
    if (code !== 0) return failedRun(argv, code, stderr || stdout)
  }
  await rename(fresh, place).catch((error: unknown) => failAt('move', fresh, error))
  return { ok: true, message: '' }
}

/** A copy that only `owner` (`uid:gid`) may read. */
export const copyFor = async (from: string, to: string, owner: string): Promise<void> => {
  const [user = 0, group = user] = owner.split(':').map(Number)
  try {
    await mkdir(dirname(to), { recursive: true })
    await rm(to, { force: true })
    await writeFile(to, await readFile(from), { mode: 0o600, flag: 'wx' })
    await chown(to, user, group)
    await chmod(to, 0o400)
  } catch (error) {
    failAt('copy', from, error)
  }
}
