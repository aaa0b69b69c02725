import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logPaths } from '../scripts/shell/log-writer.mts'
import type { Goal } from './goal.mts'
import { root } from './processes.mts'

const [services, rate, seconds] = [5, 10_000, 10]
const names = Array.from({ length: services }, (_, index) => `s${index}`)

/** The logs of native services are merged in a part of one core and in little memory, and no line is lost. */
export const goal: Goal = {
  name: `merging ${services} × ${rate.toLocaleString('en')} log lines a second`,
  needsEngine: false,
  measure: async () => {
    const steady = await merge(steadily, (out) => void out.resume())
    const burst = await merge(asFastAsItCan, slowly)
    const inAll = services * rate * seconds
    return [
      { what: 'processor time against time', measured: steady.cpu / steady.wall, limit: 1, unit: ' cores', detail: `${steady.cpu.toFixed(2)} s in ${steady.wall.toFixed(2)} s, ${(inAll / 1e3).toFixed(0)} thousand lines of 100 bytes to screen and files` },
      { what: 'memory beyond what it takes when idle', measured: steady.grown, limit: 64, unit: ' MB', detail: `${steady.idle.toFixed(0)} MB idle` },
      { what: 'lines lost on the screen', measured: inAll - steady.shown, limit: 0, unit: '', detail: `${steady.shown} of ${inAll}, in order` },
      { what: 'lines lost in the files', measured: inAll - steady.kept, limit: 0, unit: '', detail: `${steady.kept} of ${inAll}, in order` },
      { what: 'lines lost when one writes as fast as it can and the screen is slow', measured: burst.written - burst.shown, limit: 0, unit: '', detail: `${burst.shown} of ${burst.written} in ${burst.wall.toFixed(1)} s, in order` },
      { what: 'memory then', measured: burst.grown, limit: 64, unit: ' MB', detail: `${burst.idle.toFixed(0)} MB idle` },
    ]
  },
}

/** Ten lines a millisecond by the clock, whenever the clock is looked at. */
const steadily = (name: string): string => `
  const { writeSync } = require('fs')
  const [begin, last] = [performance.now(), ${rate * seconds}]
  let sent = 0
  const tick = () => {
    const due = Math.min(last, Math.floor((performance.now() - begin) * ${rate / 1000}))
    let text = ''
    for (; sent < due; sent++) text += (${JSON.stringify(name)} + ' ' + sent + ' ').padEnd(99, '.') + '\\n'
    if (text !== '') writeSync(1, text)
    if (sent < last) setTimeout(tick, 1)
  }
  tick()`

/** Writes for three seconds; its last line says that it is the last. */
const asFastAsItCan = (name: string): string => name !== names[0] ? '' : `
  const { writeSync } = require('fs')
  const line = (number, word) => (${JSON.stringify(name)} + ' ' + number + ' ' + word).padEnd(99, '.') + '\\n'
  let sent = 0
  for (const end = performance.now() + 3000; performance.now() < end;) writeSync(1, Array.from({ length: 600 }, () => line(sent++, '')).join(''))
  writeSync(1, line(sent, 'end'))`

/** A screen that takes two megabytes a second. */
const slowly = (out: NodeJS.ReadableStream): void => {
  out.on('data', (chunk: Buffer) => {
    out.pause()
    setTimeout(() => out.resume(), chunk.length / 2000)
  })
}

/** The process that is measured: it starts the others, merges what they say, and tells on its channel what that took. */
const merger = (folder: string, programs: readonly string[]): string => `
  const { spawn } = require('child_process')
  const { once } = require('events')
  import(${JSON.stringify(join(root, 'scripts/shell/log-sink.mts'))}).then(async ({ openLogSink }) => {
    const sink = openLogSink({ folder: ${JSON.stringify(folder)}, names: ${JSON.stringify(names)}, screen: { stream: process.stdout, isTerminal: false, colours: false }, now: Date.now, warn: (text) => { throw new Error(text) } })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const rss = () => process.memoryUsage.rss() / 1024 ** 2
    const [idle, cpu, begin] = [rss(), process.cpuUsage(), performance.now()]
    let most = idle
    setInterval(() => { most = Math.max(most, rss()) }, 20).unref()
    await Promise.all(${JSON.stringify(programs)}.map(async (program, index) => {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
      sink.attach('s' + index, child.stdout)
      await once(child, 'exit')
    }))
    const wall = (performance.now() - begin) / 1000
    await sink.close()
    const { user, system } = process.cpuUsage(cpu)
    process.send({ idle, grown: most - idle, cpu: (user + system) / 1e6, wall })
    process.disconnect()
  })`

type Took = { readonly idle: number; readonly grown: number; readonly cpu: number; readonly wall: number }

const merge = async (program: (name: string) => string, read: (out: NodeJS.ReadableStream) => void): Promise<Took & { readonly written: number; readonly shown: number; readonly kept: number }> => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
  try {
    const child = spawn(process.execPath, ['-e', merger(folder, names.map(program))], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    if (child.stdout) read(child.stdout)
    const took = once(child, 'message')
    const [code] = await once(child, 'close') as [number]
    if (code !== 0) throw new Error(`the merging process ended with ${code}`)
    const files = await Promise.all(names.map(async (name) => Buffer.concat(await Promise.all(logPaths(folder, name).toReversed().map((path) => readFile(path).catch(() => Buffer.of()))))))
    const [figures] = await took as [Took]
    const screen = Buffer.concat(chunks)
    return { ...figures, written: Number(/ (\d+) end\.+\n$/.exec(screen.subarray(-200).toString())?.[1]) + 1, shown: inOrder(screen, / \| (s\d) (\d+) (?:end)?\.+$/), kept: files.reduce((sum, file) => sum + inOrder(file, /Z (s\d) (\d+) (?:end)?\.+$/), 0) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** How many lines are there, each as it was written and in the order of its service. */
const inOrder = (text: Buffer, form: RegExp): number => {
  const next = new Map<string, number>()
  let count = 0
  for (let from = 0, end = text.indexOf(10); end !== -1; from = end + 1, end = text.indexOf(10, from)) {
    const [, name = '', number] = form.exec(text.toString('latin1', from, end)) ?? []
    if (Number(number) !== (next.get(name) ?? 0)) continue
    next.set(name, Number(number) + 1)
    count += 1
  }
  return count
}
