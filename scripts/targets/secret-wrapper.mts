import type { Workload } from '../kinds/workload.mts'

/** How a process starts: its entry point and command, behind a wrapper when secrets have to become variables. */
export const withSecretVariables = ({ entrypoint, command, secrets }: Workload): Pick<Workload, 'entrypoint' | 'command'> => {
  const exports = secrets.flatMap(({ name, as }) => as ? [exportOf(as, `/run/secrets/${name}`)] : [])
  if (exports.length === 0) return { ...entrypoint && { entrypoint }, ...command && { command } }
  const script = [...exports, 'exec "$@"'].join('\n')
  return { entrypoint: ['/bin/sh', '-c', script, 'sh'], command: [...entrypoint ?? [], ...command ?? []] }
}

/** A shell drops newlines at the end of what a command prints: the dot keeps them, and is taken off again. */
const exportOf = (variable: string, file: string): string =>
  `${variable}="$(cat '${file}' && echo .)" || exit 1\nexport ${variable}="\${${variable}%.}"`
