import { spawn } from 'node:child_process'
import { project } from '../docker/project.mts'
import { startGuard, track } from './children.mts'
import type { LogSink } from './log-sink.mts'
import { childEnv } from './processes.mts'

/** Puts the logs of containers among those of processes; one follower for each service, since each has its own name there. */
export const followContainers = (name: string, services: readonly string[], folder: string, logs: LogSink): void => {
  startGuard()
  for (const service of services) {
    const [program = 'docker', ...words] = project(name).logs({ services: [service], follow: true, tail: '0', since: undefined, colours: false, prefix: false })
    const child = spawn(program, words, { cwd: folder, env: childEnv({}), detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    child.on('error', (error) => logs.write(service, `its log cannot be followed: ${error.message}`))
    track(child, true)
    logs.attach(service, child.stdout)
  }
}
