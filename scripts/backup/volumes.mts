import { copy, type Sight } from '../docker/copy.mts'
import { quoteWord, quoteWords } from '../plan/explain.mts'
import { feeding, printing, testing } from './printing.mts'
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

/** Whoever has a volume mounted is stopped while a command works on it, and started again. */
const withoutUsers = (volume: string, command: string): string =>
  `users=$(docker ps --quiet --filter ${quoteWord(`volume=${volume}`)}) && { [ -z "$users" ] || docker stop $users; } && ${command} && { [ -z "$users" ] || docker start $users; }`

/** The commands that put files back without gantry, in the folder of the run; as root, for the owners. What stands in a volume goes. */
export const filesByHand = (found: Found, file: string, image: string): readonly string[] => {
  const { is, source } = found.item
  if (is !== 'volume') {
    const words = ['--extract', '--preserve-permissions', '--numeric-owner', ...found.file === undefined ? ['--strip-components', '1'] : [], '--directory', folderOf(found)]
    return [quoteWords(['mkdir', '-p', folderOf(found)]), feeding(file, `tar ${quoteWords(words)}`)]
  }
  const [lender, mount] = [`${source}-by-hand`, ['--mount', `type=volume,source=${source},target=/gantry/${top},volume-nocopy`]]
  const clear = quoteWords(['docker', 'run', '--rm', '--network', 'none', '--user', '0', ...mount, '--entrypoint', 'find', image, `/gantry/${top}`, '-mindepth', '1', '-maxdepth', '1', '-exec', 'rm', '-rf', '{}', '+'])
  return [
    quoteWords(['docker', 'container', 'create', '--name', lender, ...mount, image, 'true']),
    withoutUsers(source, `${testing(file)} && ${clear} && ${printing(file)} | ${quoteWords(copy.into(lender, '/gantry'))} && ${quoteWords(['docker', 'container', 'rm', lender])}`),
  ]
}

/** What gantry's own state is put back with. */
export const stateByHand = (file: string): readonly string[] => ['mkdir -p stack', feeding(file, 'tar --extract --directory stack')]
