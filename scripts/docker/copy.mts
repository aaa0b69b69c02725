import type { Argv } from './argv.mts'

/** What a throw-away container sees: a volume or a folder of the host, at a path of its own. */
export type Sight = { readonly is: 'volume' | 'folder'; readonly source: string; readonly path: string; readonly readOnly: boolean }

/** Labels of what gantry makes for a while, or keeps for a person to remove. */
export const copyLabel = {
  /** On a container that only lends its mounts; the project it works for. */
  lends: 'gantry.lends',
  /** On a volume that holds content before it takes its place. */
  staging: 'gantry.staging',
  /** On a volume that holds what stood there before a restore; and of which volume or folder. */
  old: 'gantry.old',
  oldOf: 'gantry.old-of',
} as const

/** A field as the engine's `--mount` reads it: comma separated, quotes doubled. */
const field = (text: string): string => /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const mounted = ({ is, source, path, readOnly }: Sight): readonly string[] => ['--mount', [
  is === 'volume' ? 'type=volume' : 'type=bind', field(`source=${source}`), field(`target=${path}`), ...readOnly ? ['readonly'] : [],
  // What the image has at this place is nobody's data.
  ...is === 'volume' ? ['volume-nocopy'] : [],
].join(',')]

/** The image's own volumes are covered, so that none without a name is left behind. */
const covered = (paths: readonly string[]): readonly string[] => paths.flatMap((path) => ['--mount', `type=tmpfs,${field(`target=${path}`)}`])

const helper = (project: string): Argv => ['docker', 'container', 'run', '--rm', '--pull', 'never', '--network', 'none', '--label', `${copyLabel.lends}=${project}`]

// As POSIX has it: not every busybox knows -mindepth and -delete.
const emptied = (path: string, only: readonly string[] = []): readonly string[] => ['find', `${path}/.`, '!', '-name', '.', '-prune', ...only, '-exec', 'rm', '-rf', '--', '{}', '+']

/** Builds the commands that copy between volumes and tar streams, through a container that is never started. */
export const copy = {
  /** Paths that the image declares as volumes, as JSON; a missing image ends it with 1. */
  declared: (image: string): Argv => ['docker', 'image', 'inspect', '--format', '{{json .Config.Volumes}}', image],
  lend: (project: string, image: string, volumes: readonly string[], sights: readonly Sight[]): Argv =>
    ['docker', 'container', 'create', '--network', 'none', '--pull', 'never', '--label', `${copyLabel.lends}=${project}`, ...covered(volumes), ...sights.flatMap(mounted), image, 'true'],
  /** Prints a tar; a folder's content when the path ends in `/.`. */
  out: (container: string, path: string): Argv => ['docker', 'container', 'cp', `${container}:${path}`, '-'],
  /** Unpacks the tar on stdin, owners as they are in it. */
  into: (container: string, path: string): Argv => ['docker', 'container', 'cp', '--archive', '-', `${container}:${path}`],
  lenders: (project: string): Argv => ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', '--filter', `label=${copyLabel.lends}=${project}`],
  /** Only a container that does not run. */
  remove: (ids: readonly string[]): Argv => ['docker', 'container', 'rm', ...ids],
  /** Removes what is below a path; of a file, the file. */
  clear: (project: string, image: string, sight: Sight, what: 'below' | { readonly name: string }): Argv => {
    const [program, ...words] = what === 'below' ? emptied(sight.path) : ['rm', '-f', '--', `${sight.path}/${what.name}`]
    return [
      ...helper(project), '--user', '0:0', '--cap-drop', 'ALL', '--cap-add', 'DAC_OVERRIDE', '--cap-add', 'FOWNER', '--security-opt', 'no-new-privileges', ...mounted(sight), '--entrypoint', program ?? '', image, ...words,
    ]
  },
  /** Whether an image has what `clear` runs. */
  canClear: (project: string, image: string): Argv => [...helper(project), '--entrypoint', 'find', image, ...emptied('/', ['-name', '*/']).slice(1)],
  /** The containers that are not at rest, whoever they belong to. */
  awake: (): Argv => ['docker', 'container', 'ls', '--quiet', '--no-trunc'],
  makeVolume: (name: string, labels: Readonly<Record<string, string>>): Argv => ['docker', 'volume', 'create', ...Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]), name],
  inspectVolumes: (names: readonly string[]): Argv => ['docker', 'volume', 'inspect', ...names],
  /** The engine refuses while a container has it, also one that does not run. */
  removeVolumes: (names: readonly string[]): Argv => ['docker', 'volume', 'rm', ...names],
  labelled: (key: string, project: string): Argv => ['docker', 'volume', 'ls', '--quiet', '--filter', `label=${key}=${project}`],
  /** The volumes of everybody with their sizes, as JSON. */
  sizes: (): Argv => ['docker', 'system', 'df', '--verbose', '--format', '{{json .Volumes}}'],
  /** Whoever has one of these volumes, running or not. */
  holding: (names: readonly string[]): Argv => ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', ...names.flatMap((name) => ['--filter', `volume=${name}`])],
  stop: (ids: readonly string[]): Argv => ['docker', 'container', 'stop', ...ids],
  start: (ids: readonly string[]): Argv => ['docker', 'container', 'start', ...ids],
} as const
