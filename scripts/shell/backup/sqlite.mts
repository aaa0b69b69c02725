import type { Keeping } from '../../kinds/keeping.mts'
import { findProgram, sqliteKeeping, sqlitePrograms } from '../../kinds/sqlite-keeping.mts'
import { tell } from '../restore/inside.mts'
import { refused, refusedBy, type Refused } from './refused.mts'

/** How a SQLite file in a container is kept: with what its image has. */
export const sqliteServers = async (container: string, path: string): Promise<Keeping | Refused> => {
  try {
    const found = (await tell({ container, mark: 'gantry-sqlite', timeout: 30_000 }, findProgram)).trim()
    const by = sqlitePrograms.find((program) => program === found)
    return by ? sqliteKeeping({ path, by }) : refused(`its image has nothing that copies ${path} while it is in use: add sqlite3 to it, or Python, or Node 22.13 or newer`)
  } catch (error) {
    return refusedBy(error)
  }
}
