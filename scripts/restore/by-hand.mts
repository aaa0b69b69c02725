import type { Archive } from '../backup/manifest.mts'
import type { Keeping } from '../kinds/keeping.mts'
import { quoteWord, quoteWords } from '../plan/explain.mts'

/** Where a container of a service is found by somebody without gantry. */
export type Whereabouts = { readonly project: string; readonly service: string; /** Name of the container, and what it was made from. */ readonly container: string; readonly image: string }

/** Prints an archive, in the folder of its run. */
const printing = ({ file, encrypted }: Pick<Archive, 'file' | 'encrypted'>): string =>
  encrypted ? `age --decrypt --identity KEY ${quoteWord(file)} | zstd --decompress --stdout` : `zstd --decompress --stdout ${quoteWord(file)}`

/** Commands for a person who puts an archive back without gantry, to be run in the folder of the run. */
export const byHand = (keeps: Keeping, archive: Pick<Archive, 'file' | 'encrypted' | 'item' | 'of'>, { project, service, container, image }: Whereabouts): readonly string[] => {
  const compose = ['docker', 'compose', '--project-name', project]
  const side = `${archive.item}_restored`
  const inside = (words: readonly string[], variables: Readonly<Record<string, string>> = {}): string => quoteWords([
    ...compose, 'exec', '-T', ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value.replaceAll('{{side}}', side).replaceAll('{{item}}', archive.item)}`]), service, ...words.map((word) => word === '{{side}}' ? side : word),
  ])
  if (archive.of === rolesOf(keeps)) return keeps.online?.share ? [`${printing(archive)} | ${inside(keeps.online.share.words, keeps.online.share.variables)}`] : []
  if (keeps.byHand) return keeps.byHand.map(({ words, variables, reads }) => `${reads ? `${printing(archive)} | ` : ''}${inside(words, variables)}`)
  if (!keeps.offline) return []
  const { path, names, lay } = keeps.offline
  const beside = ['docker', 'run', '--rm', '--interactive', '--network', 'none', '--volumes-from', container, '--workdir', path]
  const away = names ? `mkdir before && for name in ${names.map(quoteWord).join(' ')}; do [ ! -e "$name" ] || mv -- "$name" before/; done` : 'mkdir .before && mv -- * .before/'
  return [
    `${quoteWords([...compose, 'stop', service])} && ${quoteWords([...beside, '--entrypoint', 'sh', image, '-c', away])}`,
    `${printing(archive)} | ${quoteWords([...beside, ...Object.entries(lay.variables ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]), '--entrypoint', lay.words[0] ?? 'sh', image, ...lay.words.slice(1)])} && ${quoteWords([...compose, 'start', service])}`,
  ]
}

/** What an archive of roles and settings is called. */
export const rolesOf = ({ of }: Pick<Keeping, 'of'>): string => `${of}-roles`
