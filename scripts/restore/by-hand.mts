import type { Archive } from '../backup/manifest.mts'
import { feeding } from '../backup/printing.mts'
import type { Keeping } from '../kinds/keeping.mts'
import { quoteWord, quoteWords } from '../plan/explain.mts'
import { restoredName } from './names.mts'

/** Where a container of a service is found by somebody without gantry. */
export type Whereabouts = { readonly project: string; readonly service: string; /** Name of the container, and what it was made from. */ readonly container: string; readonly image: string; /** Who its process is. */ readonly user?: string }

/** Commands for a person who puts an archive back without gantry, to be run in the folder of the run. */
export const byHand = (keeps: Keeping, archive: Pick<Archive, 'file' | 'item' | 'of' | 'traits'>, { project, service, container, image, user }: Whereabouts): readonly string[] => {
  const compose = ['docker', 'compose', '--project-name', project]
  const side = restoredName(archive.item)
  const inside = (words: readonly string[], variables: Readonly<Record<string, string>> = {}): string => quoteWords([
    ...compose, 'exec', '-T', ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value.replaceAll('{{side}}', side).replaceAll('{{item}}', archive.item)}`]), service, ...words.map((word) => word === '{{side}}' ? side : word),
  ])
  if (archive.of === rolesOf(keeps)) return keeps.online?.share ? [feeding(archive.file, inside(keeps.online.share.words, keeps.online.share.variables))] : []
  if (keeps.byHand) return keeps.byHand(archive.traits ?? {}).map(({ words, variables, reads }) => reads ? feeding(archive.file, inside(words, variables)) : inside(words, variables))
  if (!keeps.offline) return []
  const { path, names, lay } = keeps.offline
  const beside = ['docker', 'run', '--rm', '--interactive', '--network', 'none', ...user === undefined ? [] : ['--user', user], '--volumes-from', container, '--workdir', path]
  const away = names ? `mkdir -p before && for name in ${names.map(quoteWord).join(' ')}; do [ ! -e "$name" ] || mv -- "$name" before/; done` : 'mkdir -p .before && mv -- * .before/'
  return [
    `${quoteWords([...compose, 'stop', service])} && ${quoteWords([...beside, '--entrypoint', 'sh', image, '-c', away])}`,
    feeding(archive.file, `${quoteWords([...beside, ...Object.entries(lay.variables ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]), '--entrypoint', lay.words[0] ?? 'sh', image, ...lay.words.slice(1)])} && ${quoteWords([...compose, 'start', service])}`),
  ]
}

/** What an archive of roles and settings is called. */
export const rolesOf = ({ of }: Pick<Keeping, 'of'>): string => `${of}-roles`
