import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pgbench, realistic, stageDatabases, type Databases } from './databases.mts'
import { interleaved, median, type Figure, type Goal } from './goal.mts'
import { peakMemory } from './memory.mts'

/** Both ways by hand want an empty database; making and removing it is not their time. */
const fresh = async ({ psql }: Databases, service: string): Promise<void> => {
  await psql(service, 'postgres', 'DROP DATABASE IF EXISTS by_hand WITH (FORCE)')
  await psql(service, 'postgres', 'CREATE DATABASE by_hand')
}

const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await act()
  return performance.now() - began
}

/** What is counted in both of them. */
const counted: Readonly<Record<string, string>> = { bench: 'SELECT count(*) FROM pgbench_accounts', real: 'SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM events)' }

const restored = async (databases: Databases, service: string, what: string, file: string): Promise<readonly Figure[]> => {
  const { stage, shell, psql } = databases
  await stage.gantry('backup', service)
  await shell(service, 'docker exec "$1" pg_dump -Fp -U app filled | zstd -q -3 -f -o "$2"', file)
  await shell(service, 'docker exec "$1" pg_dump -Fc -U app -f /var/lib/postgresql/custom filled')
  const restore = () => stage.gantry('restore', service, '--without-safety', '--yes', '--run', 'latest')
  const [own, plain, jobs, counts]: [number[], number[], number[], number[]] = [[], [], [], []]
  await interleaved(3, {
    gantry: async () => {
      own.push(await timed(restore))
      counts.push(await timed(() => psql(service, 'filled', counted[service] ?? '')))
      await stage.gantry('restore', service, '--drop-old', '--yes')
    },
    plain: async () => {
      await fresh(databases, service)
      plain.push(await timed(() => shell(service, 'zstd -qdc "$2" | docker exec -i "$1" psql -q -1 -v ON_ERROR_STOP=1 -o /dev/null -U app -d by_hand', file)))
    },
    jobs: async () => {
      await fresh(databases, service)
      jobs.push(await timed(() => shell(service, 'docker exec "$1" pg_restore -j2 -U app -d by_hand /var/lib/postgresql/custom')))
      await psql(service, 'postgres', 'DROP DATABASE by_hand')
    },
  })
  const peak = await peakMemory(restore)
  await stage.gantry('restore', service, '--drop-old', '--yes')
  const [whole, count, best] = [median(own), median(counts), Math.min(median(plain), median(jobs))]
  return [
    { what: `restore of ${what} without its row counts, against the best of psql -1 and pg_restore -j2`, measured: (whole - count) / best, limit: 1.2, unit: ' ×', detail: `${seconds(whole)} the whole command, of it ${seconds(count)} for counting, / ${seconds(median(plain))} psql -1, ${seconds(median(jobs))} pg_restore -j2; medians of 3` },
    { what: 'memory for it, gantry and its children', measured: peak, limit: 250, unit: ' MB', detail: 'at the same time, sum of all processes' },
  ]
}

/** Restores of PostgreSQL against what a person would type. */
export const goal: Goal = {
  name: 'restore of a PostgreSQL of 1 GB (pgbench) and of one of 500 MB (jsonb, uuid, text)',
  needsEngine: true,
  measure: async () => {
    const databases = await stageDatabases('goal-restore', ['real', 'bench'])
    const { stage, psql } = databases
    try {
      await mkdir(join(stage.folder, 'by-hand'))
      await stage.gantry('up')
      const figures: Figure[] = []
      for (const [service, fill, what] of [['bench', pgbench, 'pgbench'], ['real', realistic, 'the realistic one']] as const) {
        await psql(service, 'postgres', 'CREATE DATABASE filled')
        await psql(service, 'filled', fill)
        figures.push(...await restored(databases, service, what, join(stage.folder, 'by-hand', 'dump')))
      }
      return figures
    } finally {
      await stage.end()
    }
  },
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
