import { copy, type Sight } from '../docker/copy.mts'
import { quoteWord, quoteWords } from '../plan/explain.mts'
import type { FileItem } from './stock.mts'

/** What there is on this machine of an item: `path` is absolute, of a single file with its name apart. */
export type Found = { readonly item: FileItem; readonly path: string; readonly file?: string }

/** What a volume or a folder is called in its archive, whatever its own name: so its own owner and mode are in it as well. */
const top = 'content'

/** Where what is in an archive belongs in the throw-away container; each item has a place of its own. */
export const placeOf = (index: number): string => `/gantry/${index}`

/** What the throw-away container shows of an item. */
export const sightOf = (found: Found, index: number, readOnly: boolean): Sight =>
  ({ is: found.item.is, source: folderOf(found), path: found.file === undefined ? `${placeOf(index)}/${top}` : placeOf(index), readOnly })

/** What is copied of it: the folder, or the one file. */
export const copiedPath = ({ file }: Found, index: number): string => `${placeOf(index)}/${file ?? top}`

/** The folder that is mounted: of a single file of the host, the one it lies in. */
const folderOf = ({ item, path, file }: Found): string => item.is === 'volume' || file === undefined ? path : path.slice(0, -file.length - 1) || '/'

/** Prints what is in an archive. */
const unpacked = (file: string): string => file.endsWith('.age') ? `age --decrypt --identity KEY ${quoteWord(file)} | zstd --decompress --stdout` : `zstd --decompress --stdout ${quoteWord(file)}`

/** The commands that put files back without gantry, in the folder of the run; as root, for the owners. */
export const filesByHand = (found: Found, file: string, image: string): readonly string[] => found.item.is === 'volume'
  ? [
    quoteWords(['docker', 'container', 'create', '--name', 'gantry-by-hand', '--mount', `type=volume,source=${found.item.source},target=/gantry/${top},volume-nocopy`, image, 'true']),
    `${unpacked(file)} | ${quoteWords(copy.into('gantry-by-hand', '/gantry'))}`,
  ]
  : [
    quoteWords(['mkdir', '-p', folderOf(found)]),
    `${unpacked(file)} | tar --extract --preserve-permissions --numeric-owner${found.file === undefined ? ' --strip-components 1' : ''} --directory ${quoteWord(folderOf(found))}`,
  ]

/** What gantry's own state is put back with. */
export const stateByHand = (file: string): readonly string[] => ['mkdir -p stack', `${unpacked(file)} | tar --extract --directory stack`]
