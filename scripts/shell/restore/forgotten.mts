import { join } from 'node:path'
import { startForgotten } from '../backup/stopped.mts'
import type { Environment } from '../../stack/environment.mts'
import { homeFolder } from '../../stack/home.mts'
import { mendRestores } from './files-mend.mts'

/** Puts right what a killed backup or restore has left: half-restored files go back, what was stopped is started. Under the lock, before anything else. */
export const mendForgotten = async ({ name, project, workloads, images }: Environment, stackFolder: string, say: (line: string) => void): Promise<void> => {
  const home = join(stackFolder, homeFolder(name))
  await mendRestores({ project, home, images: [...new Set(workloads.map(({ image }) => images[image] ?? image))] }, { say })
  await startForgotten({ home, say })
}
