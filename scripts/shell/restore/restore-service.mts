import type { Archive } from '../../backup/manifest.mts'
import type { Keeping } from '../../kinds/keeping.mts'
import { rolesOf } from '../../restore/by-hand.mts'
import type { Scratch } from '../../restore/scratch.mts'
import { versionTrouble } from '../../restore/version.mts'
import { isFailure, refusal } from '../failure.mts'
import type { Shelf } from './feed.mts'
import { tell } from './inside.mts'
import { restoreOffline } from './offline.mts'
import { restoreOnline } from './online.mts'
import { unhurried } from '../unhurried.mts'

/** A server of an environment; `containers` are the ids of its replicas, `volume` is what the engine calls the one its files are in. */
export type RestoreTarget = Omit<Scratch, 'name'> & {
  readonly keeps: Keeping
  readonly containers: readonly string[]
  readonly volume?: string
  /** Folder of the files inside that volume, where they are not at its top: begins with a slash. */
  readonly below?: string
  /** How long it may take to stop, in milliseconds. */
  readonly grace?: number
}

/** `stamp` tells this restore from others (`restoreStamp`); `force` puts a newer server's archive into an older one. */
export type RestoreWish = { readonly stamp: string; readonly dropOld: boolean; readonly force: boolean }

/** `totalMs` holds for each archive. */
export type RestoreMeans = { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly show: (line: string) => void; readonly totalMs: number }

/** What was put back; `old` is where that which was there before is kept. */
export type Restored = {
  readonly ok: boolean
  readonly restored: readonly { readonly item: string; readonly old?: string; readonly rows: number }[]
  readonly message: string
  readonly hint?: string
}

/** Puts archives of one service back: all of them, or, when one fails before the first takes its place, none. */
export const restoreService = (target: RestoreTarget, archives: readonly Archive[], shelf: Shelf, wish: RestoreWish, means: RestoreMeans): Promise<Restored> => unhurried(async () => {
  try {
    await refuseUnfit(target, archives, wish)
    return await (target.keeps.online ? restoreOnline : restoreOffline)(target, archives, shelf, wish, means)
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ok: false, restored: [], message: error.message, ...error.hint === '' ? {} : { hint: error.hint } }
  }
})

const refuseUnfit = async ({ service, keeps, containers: [container] }: RestoreTarget, archives: readonly Archive[], { stamp, force }: RestoreWish): Promise<void> => {
  if (container === undefined) throw refusal(`${service} does not run, and only its own server can read its archives`, 'start it first: make up')
  const stranger = archives.find(({ of }) => of !== keeps.of && of !== rolesOf(keeps))
  if (stranger) throw refusal(`${stranger.file} is of ${stranger.of}, and ${service} is ${keeps.of}`)
  if (!archives.some(({ of }) => of === keeps.of)) throw refusal(`there is no archive of ${service} among these`)
  const now = await tell({ container, mark: stamp, timeout: 30_000 }, keeps.version)
  const trouble = archives.map(({ file, server }) => [file, versionTrouble(keeps.of, server, now)] as const).find(([, text]) => text !== undefined)
  if (trouble && !force) throw refusal(`${trouble[0]}: ${trouble[1]}`, 'restore into a server of at least that version, or try it all the same with --force')
}
