import type { BackupEffect } from '../../backup/effect.mts'
import { isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'
import { unhurried } from '../unhurried.mts'

/** What is done about backups, each in its own way; whatever breaks down, the status and the webhook say so. Ctrl-C waits until it has tidied up. */
export const performBackup = (effect: BackupEffect, means: Means): Promise<Done> => unhurried(async () => {
  try {
    const done = await act(effect, means)
    if (!done.ok) await tell(effect, done.message, means)
    return done
  } catch (error) {
    await tell(effect, means.signal.aborted ? 'interrupted' : isFailure(error) ? error.message : `a defect of gantry: ${String(error)}`, means)
    throw error
  }
})

const act = async (effect: BackupEffect, means: Means): Promise<Done> => {
  switch (effect.act) {
    case 'take': return (await import('./take.mts')).takeRun(effect, means)
    case 'drill': return (await import('./drill-run.mts')).drillRun(effect, means)
    case 'ensure': return (await import('./ensure-run.mts')).ensureRun(effect, means)
    case 'remove': return (await import('./remove-run.mts')).performRemoval(effect, means)
    case 'copy': return (await import('./copy-runs.mts')).copyRuns(effect, means)
    case 'tell': return (await import('./tell.mts')).tellRun(effect, means)
  }
}

/** A restore tells of its safety backup itself. */
const tell = async (effect: BackupEffect, error: string, means: Means): Promise<void> => {
  if (effect.act === 'copy' || effect.act === 'tell' || effect.act === 'take' && effect.isSafety) return
  await (await import('./tell.mts')).tellFailure(effect, error, means)
}
