import { current, gist, instructionOf } from './instruction.mts'
import type { Trace } from './trace.mts'

/** A build that runs; `began` is in milliseconds. */
export type Running = { readonly service: string; readonly began: number; readonly trace: Trace }

/** What to show while images are built: a line for each that runs, below how many are done. */
export const moving = (running: readonly Running[], done: number, all: number, now: number): string => {
  const width = Math.max(0, ...running.map(({ service }) => service.length))
  return [
    `${done} of ${all} ${all === 1 ? 'image' : 'images'} built`,
    ...running.map(({ service, began, trace }) => `  ${service.padEnd(width)}  ${((now - began) / 1000).toFixed(0).padStart(3)} s  ${doing(trace)}`),
  ].join('\n')
}

const doing = (trace: Trace): string => {
  const vertex = current(trace)
  if (!vertex) return trace.vertices.size === 0 ? 'begins' : 'between two steps'
  const instruction = instructionOf(vertex)
  if (!instruction) return vertex.name.replace(/^\[internal\] /, '')
  const last = vertex.printed.split(/[\r\n]+/).findLast((line) => line.trim() !== '')
  return `${instruction.stage} ${instruction.number}/${instruction.count}  ${cut(gist(instruction.text))}${last === undefined ? '' : `: ${last.trim()}`}`
}

/** What it prints is of more use than the end of a long command. */
const cut = (text: string): string => text.length > 32 ? `${text.slice(0, 31)}…` : text
