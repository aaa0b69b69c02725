import type { Argv } from '../docker/argv.mts'
import { quoteWords } from '../plan/explain.mts'

/** How a container for wheels is set up. */
export type Box = {
  readonly image: string
  /** Given to docker only where it is not the engine's own. */
  readonly platform: string | undefined
  /** `uid:gid` to whom what it writes shall belong. */
  readonly user: string
  readonly network: 'none' | 'bridge'
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly isWritable?: boolean }[]
  readonly variables: Readonly<Record<string, string>>
}

/** Label of every container and image that is made for wheels. */
export const wheelLabel = 'gantry.wheels'

/** `docker run` of Python in a closed box: no rights, no way to write but its mounts; it ends when its stdin does. */
export const runPython = ({ image, platform, user, network, mounts, variables }: Box, words: readonly string[]): Argv => [
  'docker', 'run', '--rm', '--init', '--interactive', '--pull', 'never', '--label', wheelLabel, '--network', network, ...platform === undefined ? [] : ['--platform', platform],
  '--user', user, '--read-only', '--tmpfs', '/tmp:exec', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--security-opt', 'label=disable', '--pids-limit', '4096',
  ...mounts.flatMap(({ source, target, isWritable }) => ['--mount', `type=bind,${quoted(`source=${source}`)},target=${target}${isWritable ? '' : ',readonly'}`]),
  ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  '--workdir', '/tmp', '--entrypoint', 'python3', image, ...words,
]

/** docker reads mounts as a line of CSV. */
const quoted = (field: string): string => /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field

/** Where a container finds the index that is meant for it. */
export const innerIndex = 'http://127.0.0.1:8076'

// pip waits as long as a file takes that gantry is fetching for it.
const common = ['--isolated', '--disable-pip-version-check', '--no-input', '--no-color', '--progress-bar', 'off', '--no-cache-dir', '--retries', '0', '--timeout', '86400']

/** The folder that a container works in: `in` is what it is asked for, `out` the wheels, `tmp` its own. */
export const workplace = '/collect'

/** Words for pip in a container that collects. */
export const collectWords = (isComplete: boolean, hasConstraints: boolean): readonly string[] => [
  'wheel', ...common, '--index-url', `${innerIndex}/simple/`, '--wheel-dir', `${workplace}/out`, '--requirement', `${workplace}/in/requirements.txt`,
  ...hasConstraints ? ['--constraint', `${workplace}/in/constraints.txt`] : [], ...isComplete ? ['--no-deps', '--require-hashes'] : [],
]

/** Words that have pip install a view for show: every wheel is looked at with its hash, and all that it needs has to be there. */
export const checkWords: readonly string[] = [
  '-m', 'pip', 'install', '--isolated', '--disable-pip-version-check', '--no-input', '--no-color', '--no-cache-dir', '--quiet', '--dry-run', '--ignore-installed', '--target', '/tmp/target',
  '--no-index', '--find-links', '/wheels', '--requirement', '/wheels/requirements.txt',
]

/** A Dockerfile for the image in which wheels of a service are built: its base with packages on top. */
export const builderDockerfile = (image: string, packages: readonly string[]): string => {
  const names = quoteWords(packages)
  return `FROM ${image}\nUSER 0:0\nRUN if command -v apk >/dev/null; then apk add --no-cache ${names}; else apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*; fi\n`
}
