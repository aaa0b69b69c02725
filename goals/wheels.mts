import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveIndex } from '../test/support/index-server.mts'
import { wheel } from '../test/support/python-packages.mts'
import { interleaved, median, type Goal } from './goal.mts'
import { root, run } from './processes.mts'

const names = Array.from({ length: 9 }, (_, index) => `service-${index + 1}`)
const latency = 50

/** Packages of one service: six of its own, as few as a small web framework has, and one that all services need. */
const packagesOf = (name: string) => [1, 2, 3, 4, 5, 6].map((number) => wheel({ name: `${name}-part${number}`, version: '1.0', needs: number === 1 ? ['common'] : [], size: 20_000 }))

const stackFile = `name: goal-wheels\nservices:\n${names.map((name) => `  ${name}: { kind: python-worker, build: ./${name}, command: python main.py }\n`).join('')}environments: { dev: {} }\n`

/** Nine services: a second run looks only at files, and side by side they come faster than one after another. */
export const goal: Goal = {
  name: `wheels of ${names.length} services, from an index that answers after ${latency} ms`,
  needsEngine: true,
  measure: async () => {
    const index = await serveIndex([wheel({ name: 'common', version: '1.0' }), ...names.flatMap(packagesOf)])
    index.knobs.latency = latency
    const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
    try {
      await writeFile(join(folder, 'stack.yaml'), stackFile)
      for (const name of names) {
        await mkdir(join(folder, name))
        await writeFile(join(folder, name, 'Dockerfile'), 'FROM python:3.14-slim\n')
        await writeFile(join(folder, name, 'requirements.txt'), packagesOf(name).map(({ project }) => `${project}==1.0\n`).join(''))
      }
      const download = (...words: string[]) => run(['node', join(root, 'scripts/download-wheels.mts'), '--stack', folder, '--index', index.url, ...words])
      const anew = async (...words: string[]) => {
        await rm(join(folder, 'wheels'), { recursive: true, force: true })
        await download(...words)
      }
      const times = await interleaved(2, { together: () => anew(), apart: () => anew('--jobs', '1') })
      const [together, apart] = [median(times.together), median(times.apart)]
      const asked = index.requests.length
      const again = median((await interleaved(5, { again: () => download() })).again)
      return [
        { what: 'side by side, against one after another', measured: apart / together, limit: 1.6, unit: ' ×', atLeast: true, detail: `${(apart / 1000).toFixed(1)} s / ${(together / 1000).toFixed(1)} s, means of 2` },
        { what: 'a second run', measured: again / 1000, limit: 1, unit: ' s', detail: 'median of 5' },
        { what: 'requests of the second runs', measured: index.requests.length - asked, limit: 0, unit: '', detail: `${asked / 4} in a first run` },
      ]
    } finally {
      await index.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}
