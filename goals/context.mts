import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compileIgnore } from '../scripts/images/ignore.mts'
import { contextSources } from '../scripts/images/sources.mts'
import { measureContext } from '../scripts/shell/images/walk-context.mts'
import { dockerignoreText } from '../scripts/targets/dockerignore.mts'
import { median, type Goal } from './goal.mts'

/** A Python project as it lies on a developer's disk reaches a build without what the build does not need. */
export const goal: Goal = {
  name: 'build context of a project with a virtualenv, .git, data and notebooks',
  needsEngine: false,
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
    try {
      for (const [path, size] of project) await writeSized(join(folder, path), size)
      const sources = contextSources(dockerfile)
      const text = dockerignoreText({ source: 'stack.yaml', language: 'python', needed: sources.sources.map(({ path }) => path), own: undefined })
      const weigh = () => measureContext(folder, compileIgnore('.dockerignore', text), sources)
      const { total, kept, read } = await weigh()
      const times: number[] = []
      for (let run = 0; run < 5; run++) {
        const began = performance.now()
        await weigh()
        times.push((performance.now() - began) / 1000)
      }
      const smaller = ({ bytes }: typeof total) => (1 - bytes / total.bytes) * 100
      const detail = `${(total.bytes / 1e6).toFixed(1)} MB in ${total.files} files`
      return [
        { what: 'smaller after .dockerignore', measured: smaller(kept), limit: 99.9, unit: ' %', atLeast: true, detail: `${detail} → ${(kept.bytes / 1e3).toFixed(1)} kB in ${kept.files}, with \`COPY . .\`` },
        { what: 'smaller in what the build reads', measured: smaller(read), limit: 99.9, unit: ' %', atLeast: true, detail: `→ ${(read.bytes / 1e3).toFixed(1)} kB in ${read.files} files` },
        { what: 'size of the fixture', measured: total.bytes / 1e6, limit: 120, unit: ' MB', atLeast: true, detail: 'the files are sparse: only their sizes count' },
        { what: 'time to weigh it', measured: median(times), limit: 1, unit: ' s', detail: 'median of 5, every file looked at' },
      ]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const dockerfile = `FROM python:3.13-slim AS dependencies
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM dependencies AS production
COPY . .
`

const many = (count: number, name: (index: number) => string, size: number) => Array.from({ length: count }, (_, index) => [name(index), size] as const)

/** Paths and sizes: what a small trading bot has beside its source. */
const project: readonly (readonly [path: string, size: number])[] = [
  ...many(6000, (index) => `.venv/lib/python3.13/site-packages/package${index % 60}/part${index % 9}/module${index}.py`, 9_000),
  ...many(40, (index) => `.venv/lib/python3.13/site-packages/package${index}/native${index}.so`, 400_000),
  ...many(1500, (index) => `.git/objects/${(index % 256).toString(16).padStart(2, '0')}/${index}`, 2_000),
  ['.git/objects/pack/pack-1.pack', 12_000_000],
  ...many(12, (index) => `data/2024-${index + 1}.csv`, 2_500_000),
  ['data/prices.sqlite', 8_000_000],
  ...many(6, (index) => `notebooks/study-${index}.ipynb`, 900_000),
  ...many(30, (index) => `bot/__pycache__/module${index}.cpython-313.pyc`, 5_000),
  ...many(30, (index) => `bot/module${index}.py`, 1_100),
  ['logs/bot.log', 3_000_000], ['requirements.txt', 400], ['README.md', 900], ['Dockerfile', 300], ['.env', 200],
]

const writeSized = async (path: string, size: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  await truncate(path, size)
}
