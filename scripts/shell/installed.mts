import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Whether a program is on PATH. */
export const isInstalled = async (program: string): Promise<boolean> => {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return (await Promise.all(folders.map((folder) => access(join(folder, program), constants.X_OK).then(() => true, () => false)))).includes(true)
}
