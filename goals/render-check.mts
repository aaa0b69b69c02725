import { interleaved, median, type Goal } from './goal.mts'
import { root, run } from './processes.mts'
import { join } from 'node:path'

/** Asking whether the rendered files are current costs little more than starting Node at all. */
export const goal: Goal = {
  name: 'make render ARGS=--check of the demo against node -e 0',
  needsEngine: false,
  measure: async () => {
    const node = join(root, 'node_modules/.bin/node')
    const check = () => run(['make', 'render', 'ARGS=--check'])
    await check()
    const times = await interleaved(15, { check, node: () => run([node, '-e', '0']) })
    const [a, b] = [median(times.check), median(times.node)]
    return [{ what: 'ratio', measured: a / b, limit: 6, unit: ' ×', detail: `${a.toFixed(0)} ms / ${b.toFixed(0)} ms` }]
  },
}
