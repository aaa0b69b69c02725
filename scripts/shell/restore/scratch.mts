import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { insideArgv } from '../../docker/inside.mts'
import type { Drill } from '../../kinds/keeping.mts'
import { quickLimit, scratch, type Scratch } from '../../restore/scratch.mts'
import { lastWords } from './inside.mts'
import { demand, readDocker } from '../docker.mts'
import { failed } from '../failure.mts'
import { lines } from '../processes.mts'

/** How long a scratch server may take until it answers, in milliseconds. */
const patience = 90_000

/** A name that no other container has. */
export const scratchName = (service: string): string => `gantry-scratch-${service}-${randomBytes(6).toString('hex')}`

/** Removes the scratch containers of a service that somebody who was killed has left. */
export const sweepScratch = async (of: Pick<Scratch, 'project' | 'service'>): Promise<void> => {
  const ids = (await demand(scratch.left(of))).split('\n').filter((id) => id !== '')
  if (ids.length > 0) await removeScratch(ids)
}

/** Removes scratch containers, with the volumes that are theirs alone. */
export const removeScratch = async (names: readonly string[]): Promise<void> => {
  const { code, stderr } = await lines(scratch.remove(names), () => {}, { timeout: 60_000 })
  if (code !== 0 && !/no such container|is already in progress/i.test(stderr)) throw failed(`a scratch container could not be removed: ${lastWords(stderr)}`, `remove it: docker container rm --force --volumes ${names.join(' ')}`)
}

/** Whether what is to be tried fits into memory. */
export const isQuick = (archives: readonly { readonly rawBytes: number }[]): boolean => archives.reduce((sum, { rawBytes }) => sum + rawBytes, 0) <= quickLimit

/** Starts a scratch server and waits until it answers. */
export const startScratch = async (one: Scratch, drill: Drill, inMemory: boolean, signal: AbortSignal): Promise<void> => {
  const quick = inMemory ? drill.quick : undefined
  const argv = scratch.server(one, { command: drill.command ?? [], tmpfs: drill.tmpfs, variables: { ...drill.variables, ...quick?.variables }, ...quick ? { quick: quick.path } : {} })
  const { code, stderr } = await lines(argv, () => {}, { timeout: patience })
  if (code !== 0) throw failed(`no scratch server from ${one.image}: ${lastWords(stderr)}`)
  const end = performance.now() + patience
  while ((await readDocker(insideArgv(one.name, drill.ready, {}, one.name))).code !== 0) {
    if (signal.aborted) throw failed('interrupted')
    const trouble = await troubleOf(one.name)
    if (trouble !== undefined || performance.now() > end) throw failed(`the scratch server from ${one.image} ${trouble ?? `does not answer within ${patience / 1000} s`}`)
    await pause(200)
  }
}

/** Why a scratch server does not run; undefined while it does. */
export const troubleOf = async (name: string): Promise<string | undefined> => {
  const { code, stdout } = await readDocker(['docker', 'container', 'inspect', '--format', '{{.State.Running}} {{.State.OOMKilled}} {{.State.ExitCode}}', name])
  const [isRunning = '', isKilled = '', exit = ''] = stdout.split(' ')
  if (code !== 0) return 'is gone'
  if (isRunning === 'true') return undefined
  const { stderr, stdout: log } = await readDocker(scratch.logs(name))
  return isKilled === 'true' ? 'was ended for want of memory: give the service a larger limit' : `ended with ${exit}: ${lastWords(`${log}\n${stderr}`)}`
}
