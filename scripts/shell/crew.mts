import { setTimeout as pause } from 'node:timers/promises'
import type { Container } from '../docker/observed.mts'
import type { Effect } from '../plan/step.mts'
import { asContainers, beginSupervising, nativeId, serviceOfId, type Supervised, type SuperviseEffect, type SuperviseEvent } from '../plan/supervise-state.mts'
import { dueAt, supervise } from '../plan/supervise.mts'
import type { LogSink } from './log-sink.mts'
import { probe } from './native-probe.mts'
import { readRequest, requestSignal } from './native-request.mts'
import { keepState } from './native-state.mts'
import { runBefore, startProcess, type Running } from './service-process.mts'
import type { Crew } from './wait.mts'

/** Edits in the first moments of a start are not seen, in milliseconds; later ones are, also when something never becomes ready. */
const watchDelay = 1500
/** So many of a compiler's last lines are shown. */
const complaint = 15

/** A crew at work: `settle` resolves when edits are seen, `end` when every process has ended. */
export type OpenCrew = Crew & { readonly settle: () => Promise<void>; readonly end: () => Promise<void> }

/** The processes themselves: events go to the decider, what it wants is done. */
export const openCrew = (effect: Extract<Effect, { readonly do: 'supervise' }>, folder: string, home: string, logs: LogSink): OpenCrew => {
  const { promise: stopped, resolve: onStopped } = Promise.withResolvers<void>()
  const running = new Map<string, Running>()
  const listeners = new Set<(containers: readonly Container[]) => void>()
  const refusals = new Set<(id: string, message: string) => void>()
  const own = new Map(effect.processes.map((one) => [one.service, one]))
  let state: Supervised = beginSupervising(effect.processes)
  let timer: NodeJS.Timeout | undefined
  let isEnding = false

  const containers = (): readonly Container[] => asContainers(state, effect.project ?? '')
  const record = keepState(home, { lacking: effect.lacking, ports: effect.ports, project: effect.project, specs: effect.processes }, () => ({ containers: containers(), pids: new Map([...running].map(([service, { pid }]) => [service, pid])) }), (error) => logs.write(effect.processes[0]?.service ?? '', `the state cannot be written down: ${String(error)}`))
  const feed = (event: SuperviseEvent): void => {
    const turned = supervise(state, event)
    const isNews = turned.state !== state
    state = turned.state
    for (const wanted of turned.effects) void perform(wanted).catch((error: unknown) => logs.write('service' in wanted ? wanted.service : '', String(error)))
    const due = dueAt(state)
    clearTimeout(timer)
    if (due !== undefined) timer = setTimeout(() => feed({ event: 'tick', now: Date.now() }), Math.max(0, due - Date.now()))
    if (!isNews) return
    for (const listener of listeners) listener(containers())
    record.changed()
  }
  const perform = async (wanted: SuperviseEffect): Promise<void> => {
    if (wanted.do === 'stopped') return onStopped()
    const { service } = wanted
    const spec = own.get(service)
    if (!spec) return
    switch (wanted.do) {
      case 'start': return start(service, wanted.isCompiled)
      case 'say': return logs.write(service, wanted.line)
      case 'signal': return signalGroup(wanted.pid, wanted.signal as NodeJS.Signals)
      case 'probe': return feed({ event: 'probed', service, pid: wanted.pid, now: Date.now(), ...spec.probe ? await probe(spec.probe, spec, folder) : { ok: true, output: '' } })
      case 'compile': {
        const { failed, output } = await runBefore(spec, folder)
        if (output) logs.write(service, output)
        return feed({ event: 'compiled', service, failed, now: Date.now() })
      }
    }
  }
  const start = async (service: string, isCompiled: boolean): Promise<void> => {
    const spec = own.get(service)
    if (!spec) return
    const refuse = (message: string): void => {
      for (const refused of refusals) refused(nativeId(service), message)
      feed({ event: 'refused', service, message, now: Date.now() })
    }
    const { failed, output } = isCompiled ? { failed: undefined, output: '' } : await runBefore(spec, folder)
    if (failed !== undefined) return refuse([failed, ...output.split('\n').slice(-complaint)].join('\n  '))
    const found = await startProcess(spec, folder, home)
    if ('refused' in found) return refuse(found.refused)
    running.set(service, found)
    for (const stream of found.outputs) logs.attach(service, stream)
    feed({ event: 'started', service, pid: found.pid, now: Date.now() })
    const code = await found.ended
    running.delete(service)
    feed({ event: 'exited', service, code, now: Date.now() })
  }
  const onRequest = (): void => void readRequest(home).then((services) => { for (const service of services) feed({ event: 'ask', service, now: Date.now() }) }, (error: unknown) => logs.write(effect.processes[0]?.service ?? '', `a request cannot be read: ${String(error)}`))
  process.on(requestSignal, onRequest)
  const sources = effect.processes.flatMap(({ service, watch }) => watch === undefined ? [] : [{ service, folder: watch }])
  // Loading what watches takes the processor from what starts: it waits until all is ready, but not for long.
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  const watching = sources.length === 0 ? undefined : Promise.race([settled, pause(watchDelay, undefined, { ref: false })]).then(() => import('./watch-sources.mts')).then(({ watchSources }) =>
    isEnding ? undefined : watchSources(sources, folder, (service, file) => feed({ event: 'changed', service, file, now: Date.now() }), (message) => logs.write(sources[0]?.service ?? '', message)))
  return {
    owns: (id) => serviceOfId(id) !== undefined,
    start: (id) => feed({ event: 'ask', service: serviceOfId(id) ?? '', now: Date.now() }),
    tail: (service, count) => logs.tail(service, count),
    settle: async () => { settle(); await watching },
    watch: (onLook, onRefused) => {
      listeners.add(onLook)
      refusals.add(onRefused)
      onLook(containers())
      return () => { listeners.delete(onLook); refusals.delete(onRefused) }
    },
    end: async () => {
      if (!isEnding) {
        isEnding = true
        settle()
        process.off(requestSignal, onRequest)
        await (await watching)?.close()
        feed({ event: 'stop', now: Date.now() })
      }
      await stopped
      clearTimeout(timer)
      await record.end()
    },
  }
}

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal)
  } catch { /* It has just ended by itself. */ }
}
