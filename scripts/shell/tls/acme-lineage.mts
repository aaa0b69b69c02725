import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isHalf, lineageFiles, type Lineage } from '../../tls/acme-lineage.mts'
import type { Order } from '../../tls/acme-order.mts'
import { errorCode } from '../failure.mts'
import { failAt, readText } from '../files.mts'

type Place = Pick<Order, 'folder' | 'lineage'>

const partsOf = (lineage: string): readonly string[] => [`renewal/${lineage}.conf`, `live/${lineage}`, `archive/${lineage}`]

const look = async (home: string, lineage: string): Promise<Lineage> => {
  const [renewal = '', live = '', archive = ''] = partsOf(lineage).map((part) => join(home, part))
  const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
  const found = await Promise.all(lineageFiles.map(async (file) => await exists(join(live, `${file}.pem`)) ? [file] : []))
  const entries = await Promise.all([live, archive].map((path) => readdir(path).catch(() => [])))
  return { renewal: await readText(renewal), live: found.flat(), isThere: entries.some(({ length }) => length > 0) }
}

/** Takes a certificate that was cut off while it was saved out of certbot's way; nothing of it is thrown away. */
export const setAsideHalf = async ({ folder, lineage }: Place, stackFolder: string, say: (line: string) => void): Promise<void> => {
  const home = resolve(stackFolder, folder)
  if (!isHalf(await look(home, lineage))) return
  const aside = join('broken', new Date().toISOString().replaceAll(':', '-'))
  for (const part of partsOf(lineage)) await move(join(home, part), join(home, aside, part))
  say(`an order that was cut off has left half a certificate; it now stands in ${folder}/${aside}`)
}

const move = async (from: string, to: string): Promise<void> => {
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await rename(from, to)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') failAt('move', from, error)
  }
}
