import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../scripts/backup/manifest.mts'
import { pgbench, realistic, stageDatabases, type Databases } from './databases.mts'
import { interleaved, median, type Figure, type Goal } from './goal.mts'
import { peakMemory } from './memory.mts'

/** What an archive took, without being read again, which a shell script does not do. */
const takenOf = async ({ stage }: Databases, service: string): Promise<number> => {
  const { result: { run } } = JSON.parse(await stage.gantry('backup', service, '--json')) as { readonly result: { readonly run: Manifest } }
  return run.archives.find(({ item }) => item === 'filled')?.ms ?? NaN
}

const plain = 'docker exec "$1" pg_dump -Fp -U app filled | zstd -q -3 -f -o "$2"'

const dumped = async (databases: Databases, service: string, what: string, file: string): Promise<readonly Figure[]> => {
  const taken: number[] = []
  const { byHand } = await interleaved(3, { gantry: async () => { taken.push(await takenOf(databases, service)) }, byHand: () => databases.shell(service, plain, file) })
  const [gantry, hand] = [median(taken), median(byHand)]
  const peak = await peakMemory(() => takenOf(databases, service))
  return [
    { what: `backup of ${what}, against docker exec pg_dump -Fp | zstd -3`, measured: gantry / hand, limit: 1.15, unit: ' ×', detail: `${seconds(gantry)} / ${seconds(hand)}, medians of 3` },
    { what: `memory for it, gantry and its children`, measured: peak, limit: 250, unit: ' MB', detail: 'at the same time, sum of all processes' },
  ]
}

/** Backups of PostgreSQL against what a shell script would do, on the same servers. */
export const goal: Goal = {
  name: 'backup of a PostgreSQL of 1 GB (pgbench) and of one of 500 MB (jsonb, uuid, text)',
  needsEngine: true,
  measure: async () => {
    const databases = await stageDatabases('goal-backup', ['real', 'bench'])
    const { stage, psql, shell } = databases
    const file = join(stage.folder, 'by-hand', 'dump')
    try {
      await mkdir(join(stage.folder, 'by-hand'))
      await stage.gantry('up')
      for (const [service, fill] of [['real', realistic], ['bench', pgbench]] as const) {
        await psql(service, 'postgres', 'CREATE DATABASE filled')
        await psql(service, 'filled', fill)
        await psql(service, 'filled', 'VACUUM ANALYZE')
      }
      const figures = [...await dumped(databases, 'bench', 'pgbench', file), ...await dumped(databases, 'real', 'the realistic one', file)]
      const { custom: [hand = NaN] } = await interleaved(1, { custom: () => shell('real', 'docker exec "$1" pg_dump -Fc -U app filled > "$2"', file) })
      const gantry = await takenOf(databases, 'real')
      return [...figures, { what: 'backup of the realistic one, against docker exec pg_dump -Fc', measured: gantry / hand, limit: 0.5, unit: ' ×', detail: `${seconds(gantry)} / ${seconds(hand)}` }]
    } finally {
      await stage.end()
    }
  },
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
