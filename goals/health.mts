import { interleaved, median, type Goal } from './goal.mts'
import { stageStack } from './stage.mts'

const slowest = 1000

/** Nine services with a route each; one answers after a second, and health takes little more than that. */
export const goal: Goal = {
  name: 'health of 9 services, whole process',
  needsEngine: true,
  measure: async () => {
    const stage = await stageStack('goal-health', stackOf(9))
    try {
      await stage.gantry('up')
      const { ours } = await interleaved(7, { ours: () => stage.gantry('health', '--json') })
      const said = JSON.parse(await stage.gantry('health', '--json')) as { result: { healthy: boolean; routes: readonly { ok: boolean; ms: number }[] } }
      if (!said.result.healthy || said.result.routes.length !== 9) throw new Error(`not healthy: ${JSON.stringify(said)}`)
      const probe = Math.max(...said.result.routes.map(({ ms }) => ms))
      return [{ what: 'beyond the slowest probe', measured: median(ours) - probe, limit: 400, unit: ' ms', detail: `${median(ours).toFixed(0)} ms, of which the slowest probe ${probe.toFixed(0)} ms; median of 7` }]
    } finally {
      await stage.end()
    }
  },
}

const stackOf = (count: number): string => `name: goal-health
services:
${Array.from({ length: count }, (_, index) => `  s${index}:
    kind: node-web
    command: [node, -e, "require('http').createServer((q,r)=>setTimeout(()=>r.end('ok'),q.url==='/s0/'?${slowest}:0)).listen(3000)"]
    port: 3000
    health: /health
    route: /s${index}/
`).join('')}environments:
  dev: { http: 127.0.0.1:18091 }
`
