import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type Goal } from './goal.mts'
import { root, run } from './processes.mts'

/** Large stacks render in time that grows with their size and no faster. */
export const goal: Goal = {
  name: '300 services × 3 environments, and 100 to 1,000 services',
  needsEngine: false,
  measure: async () => {
    const some = async (count: number) => {
      const runs = [await renderOnce(count), await renderOnce(count), await renderOnce(count)]
      return { seconds: median(runs.map(({ seconds }) => seconds)), megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)) }
    }
    const [small, middle, large] = [await some(100), await some(300), await some(1000)]
    return [
      { what: 'time for 300', measured: middle.seconds, limit: 2, unit: ' s', detail: 'median of 3, whole process, files written' },
      { what: 'memory for 300', measured: middle.megabytes, limit: 300, unit: ' MB', detail: 'largest of 3' },
      { what: 'growth from 100 to 1,000', measured: large.seconds / small.seconds, limit: 12, unit: ' ×', detail: `${small.seconds.toFixed(2)} s → ${large.seconds.toFixed(2)} s` },
    ]
  },
}

const renderOnce = async (count: number): Promise<{ readonly seconds: number; readonly megabytes: number }> => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
  try {
    await writeFile(join(folder, 'stack.yaml'), stackOf(count))
    const began = performance.now()
    const out = await run(['node', '-e', measuring(folder)])
    return { seconds: (performance.now() - began) / 1000, megabytes: Number(/MAXRSS (\d+)/.exec(out)?.[1]) / 1024 }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Starts the script in this process and says how much memory it took at most. */
const measuring = (folder: string): string => {
  const script = join(root, 'scripts/render.mts')
  return `process.argv.splice(1, 0, ${JSON.stringify(script)}, '--stack', ${JSON.stringify(folder)});process.on('exit',()=>console.log('MAXRSS',process.resourceUsage().maxRSS));import(${JSON.stringify(script)})`
}

const stackOf = (count: number): string => {
  const services = Array.from({ length: count }, (_, index) => `  s${index}:
    kind: ${index % 3 === 0 ? 'node-web' : index % 3 === 1 ? 'python-web' : 'container'}
    image: example/s${index}:1
    port: ${3000 + index}
    health: /health
    route: /s${index}/
    tier: t${Math.floor(index * 5 / count)}
    needs: [db${index >= 5 ? `, s${index - 5}` : ''}]
    variables: { NAME: s${index}, DB: "{{db.host}}:{{db.port}}" }
    limits: { cpus: 0.5, memory: 256M }
    volumes: ["data${index}:/data"]
`)
  return `name: large
tiers: { t0: {}, t1: {}, t2: {}, t3: {}, t4: {} }
services:
  db: { kind: postgres }
${services.join('')}environments:
  dev: { http: 127.0.0.1:8080 }
  staging: { domain: staging.example.com }
  prod: { domain: example.com, services: { s1: { replicas: 3 } } }
`
}
