import { interleaved, median, type Goal } from './goal.mts'
import { run } from './processes.mts'
import { stageDemo } from './stage.mts'

/** Restarting one service to healthy costs little more than compose's restart and the service's own health check. */
export const goal: Goal = {
  name: 'restart of one service to healthy',
  needsEngine: true,
  measure: async () => {
    const stage = await stageDemo('goal-restart')
    try {
      await stage.gantry('up')
      const id = (await run(['docker', 'ps', '--quiet', '--filter', `label=com.docker.compose.project=${stage.project}`, '--filter', 'label=com.docker.compose.service=api'])).trim()
      const theirs = async () => {
        await run(['docker', 'compose', '--file', stage.composeFile, 'restart', 'api'])
        while ((await run(['docker', 'inspect', '--format', '{{.State.Health.Status}}', id])).trim() !== 'healthy') await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const times = await interleaved(7, { ours: () => stage.gantry('restart', 'api'), theirs })
      const [a, b] = [median(times.ours), median(times.theirs)]
      return [{ what: 'against docker compose restart and its health check', measured: a / b, limit: 1.2, unit: ' ×', detail: `${(a / 1000).toFixed(2)} s / ${(b / 1000).toFixed(2)} s, medians of 7` }]
    } finally {
      await stage.end()
    }
  },
}
