import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hiddenSources } from '../scripts/shell/images/hidden-sources.mts'
import { observeContexts } from '../scripts/shell/images/observe-contexts.mts'
import { loadStack } from '../scripts/shell/load-stack.mts'
import { median, type Goal } from './goal.mts'

/** A Python project as it lies on a developer's disk reaches a build without what the build does not need. */
export const goal: Goal = {
  name: 'build context of a project with a virtualenv, .git, data and notebooks',
  needsEngine: false,
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
    try {
      for (const [path, size] of project) await writeSized(join(folder, 'project', path), size)
      for (const [path, text] of Object.entries(stack)) await writeFile(join(folder, path), text)
      const { environments: [environment], problems } = await loadStack({ folder, env: 'prod', images: undefined })
      if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
      const weigh = async () => (await observeContexts(folder, environment, { services: [] })).find(({ service }) => service === 'bot')
      const bot = await weigh()
      if (!bot) throw new Error('no image of the bot was weighed')
      const look = () => hiddenSources(folder, environment, { services: [] })
      const { total, kept, read } = bot
      const smaller = ({ bytes }: typeof total) => (1 - bytes / total.bytes) * 100
      const detail = `${(total.bytes / 1e6).toFixed(1)} MB in ${total.files} files`
      return [
        { what: 'smaller after .dockerignore', measured: smaller(kept), limit: 99.9, unit: ' %', atLeast: true, detail: `${detail} → ${(kept.bytes / 1e3).toFixed(1)} kB in ${kept.files}, by the rendered files` },
        { what: 'smaller in what the build reads', measured: smaller(read), limit: 99.9, unit: ' %', atLeast: true, detail: `→ ${(read.bytes / 1e3).toFixed(1)} kB in ${read.files} files` },
        { what: 'size of the fixture', measured: total.bytes / 1e6, limit: 120, unit: ' MB', atLeast: true, detail: 'the files are sparse: only their sizes count' },
        { what: 'time to weigh it', measured: await timeOf(weigh) / 1000, limit: 1, unit: ' s', detail: 'median of 5, every file looked at' },
        { what: 'time to look for hidden sources before a build', measured: await timeOf(look), limit: 20, unit: ' ms', detail: 'median of 5, only what COPY names is looked up' },
      ]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const timeOf = async (act: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    const began = performance.now()
    await act()
    times.push(performance.now() - began)
  }
  return median(times)
}

/** One rendered image and one with a Dockerfile of its own, so that both ways are looked at. */
const stack = {
  'stack.yaml': `name: goal
environments: { prod: {} }
services:
  bot: { kind: python-worker, build: ./project, command: python bot/main.py }
  other: { kind: python-worker, build: { context: ./project, dockerfile: own.Dockerfile }, command: python bot/main.py }
`,
  'project/own.Dockerfile': 'FROM python:3.13-slim AS dependencies\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nFROM dependencies AS production\nCOPY . .\n',
  'project/.dockerignore': '.git\n.venv\n*.md\n',
} as const

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
  ['logs/bot.log', 3_000_000], ['requirements.txt', 400], ['README.md', 900], ['.env', 200],
]

const writeSized = async (path: string, size: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  await truncate(path, size)
}
