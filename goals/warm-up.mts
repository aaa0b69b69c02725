import { readFile, writeFile } from 'node:fs/promises'
import { interleaved, median, type Goal } from './goal.mts'
import { run } from './processes.mts'
import { stageDemo } from './stage.mts'

/** Bringing the demo up is not slower than compose alone, and much faster than with the usual 10 s health checks. */
export const goal: Goal = {
  name: 'warm up of the demo to healthy',
  needsEngine: true,
  measure: async () => {
    const stage = await stageDemo('goal-up')
    try {
      const down = () => run(['docker', 'compose', '--project-name', stage.project, 'down', '--timeout', '2'])
      const compose = (file: string) => run(['docker', 'compose', '--file', file, 'up', '--detach', '--wait'])
      await stage.gantry('up')
      const slowFile = stage.composeFile.replace(/compose\.yaml$/, 'slow.yaml')
      const text = await readFile(stage.composeFile, 'utf8')
      await writeFile(slowFile, text.replace(/^ +start_(interval|period): .*\n/gm, '').replace(/interval: \S+/g, 'interval: 10s'))
      await down()
      const ours: number[] = []
      const theirs: number[] = []
      for (let round = 0; round < 7; round++) {
        ours.push(...(await interleaved(1, { up: () => stage.gantry('up') })).up)
        await down()
        theirs.push(...(await interleaved(1, { up: () => compose(stage.composeFile) })).up)
        await down()
      }
      const slow = (await interleaved(1, { up: () => compose(slowFile) })).up
      const [a, b, c] = [median(ours), median(theirs), median(slow)]
      return [
        { what: 'against docker compose up -d --wait', measured: a / b, limit: 1.1, unit: ' ×', detail: `${(a / 1000).toFixed(2)} s / ${(b / 1000).toFixed(2)} s, medians of 7` },
        { what: 'against a 10 s interval without start_interval and start_period', measured: c / a, limit: 3, unit: ' × faster', atLeast: true, detail: `${(c / 1000).toFixed(2)} s / ${(a / 1000).toFixed(2)} s` },
      ]
    } finally {
      await stage.end()
    }
  },
}
