import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a test may leave behind: processes in its folder, everything of its projects, images of its stack, the folder itself. */
export type Traces = { readonly folder: string; readonly projects: readonly string[]; readonly images: string }

// Images go by their names: by its id, one that somebody else uses under another name would go as well.
const sweep = `
: "\${folder:?}" "\${images:?}"
for process in /proc/[0-9]*; do
  case "$(readlink "$process/cwd")" in "$folder"*) kill -9 "\${process#/proc/}" ;; esac
done
for project in $projects; do
  own="label=com.docker.compose.project=$project"
  docker ps --all --quiet --filter "$own" | xargs -r docker rm --force --volumes
  docker network ls --quiet --filter "$own" | xargs -r docker network rm
  docker volume ls --quiet --filter "$own" | xargs -r docker volume rm
  docker image prune --force --filter "$own"
done
docker image ls --format '{{.Repository}}:{{.Tag}}' "$images" | xargs -r docker image rm
rm -rf "$folder"`

const surroundings = ({ folder, projects, images }: Traces): NodeJS.ProcessEnv => ({ ...process.env, folder, projects: projects.join(' '), images })

/** Removes the traces when told to, and also when this process is gone without a word: a shell of its own waits at the end of a pipe. */
export const hireJanitor = (traces: Traces) => {
  const child = spawn('/bin/sh', ['-c', `cat >/dev/null; ${sweep}`], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: surroundings(traces) })
  child.unref()
  return {
    /** Removes everything and waits until it is gone. */
    sweep: async (): Promise<void> => {
      const ended = once(child, 'exit')
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}

/** Removes what an earlier run of the same test could not. */
export const sweepOnce = (traces: Traces): void => void execFileSync('/bin/sh', ['-c', sweep], { stdio: 'ignore', cwd: '/', env: surroundings(traces) })
