import type { Inside } from '../kinds/keeping.mts'
import type { Argv } from './argv.mts'

/** What the holes of an inside command stand for. */
export type InsideValues = { readonly item?: string; readonly side?: string; readonly old?: string; readonly traits?: string }

const fill = (text: string, values: InsideValues): string =>
  text.replace(/\{\{(item|side|old|traits)\}\}/g, (_, name: keyof InsideValues) => {
    const value = values[name]
    if (value === undefined) throw new TypeError(`nothing is given for {{${name}}}`)
    return value
  })

/**
 * A command inside a container, with stdin and without a terminal. Names of databases and the like go into variables only:
 * no shell, no option parser and no list of processes sees them as words. `mark` tells what belongs to this command from all
 * else in the container.
 */
export const insideArgv = (container: string, inside: Inside, values: InsideValues, mark: string): Argv => {
  const variables = Object.entries(inside.variables ?? {}).flatMap(([name, value]) => ['--env', `${name}=${fill(value, values)}`])
  return ['docker', 'exec', '--interactive', '--env', `GANTRY_RUN=${mark}/`, ...variables, container, ...inside.words]
}

/** Succeeds where a container has zstd. */
export const hasZstd: Inside = { words: ['sh', '-c', 'command -v zstd'] }

/** The same command for a frame of zstd on stdin: what passes the engine is smaller. A frame that is broken ends it. */
export const unpacking = ({ words, variables }: Inside): Inside =>
  ({ words: ['sh', '-c', '{ zstd -q -d -c || kill -s TERM "$$"; } | "$@"', 'sh', ...words], ...variables ? { variables } : {} })

// Children first, and time for their parents to bury them and end: whoever loses its parent becomes a child of the server, if
// that is process 1, and PostgreSQL takes a child that a signal has ended for a crash and throws everybody out. Environments
// of others can not be read, and theirs are none of our business.
const endScript = `
find() { grep -lsF "GANTRY_RUN=$GANTRY_END/" /proc/[0-9]*/environ | cut -d/ -f3; }
leaves() {
  parents=" $(for pid in $pids; do sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status" 2>/dev/null; done | tr '\\n' ' ')"
  for pid in $pids; do case $parents in *" $pid "*) ;; *) echo "$pid" ;; esac; done
}
turn=0
while pids=$(find) && [ -n "$pids" ]; do
  case $turn in
    0 | 5 | [1-4][05]) kill -s TERM $(leaves) 2>/dev/null ;;
    [5-7][05]) kill -s KILL $(leaves) 2>/dev/null ;;
    80) kill -s KILL $pids 2>/dev/null ;;
    90) echo "still running: $pids" >&2; exit 1 ;;
  esac
  turn=$((turn + 1))
  sleep 0.1
done`

/**
 * Ends what is left of a command in its container, and of every command whose mark begins with `mark` and a slash: ending
 * `docker exec` does not end what it has started. TERM, five seconds, KILL.
 */
export const endInside = (container: string, mark: string): Argv => ['docker', 'exec', '--env', `GANTRY_END=${mark}`, container, 'sh', '-c', endScript]
